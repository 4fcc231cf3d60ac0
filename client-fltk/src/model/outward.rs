//! What the model asks of the network and the store.

/// What is to be done on a server.
#[derive(Clone, Debug, PartialEq)]
pub enum NetCommand {}

/// What is to be kept or read.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreCommand {}
