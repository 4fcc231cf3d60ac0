//! What the network and the store report to the model.

/// What the network reports about a server.
#[derive(Clone, Debug, PartialEq)]
pub enum NetReport {}

/// What the store reports.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreReport {}
