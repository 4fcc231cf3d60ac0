//! The window.
mod canvas;
mod context;
mod icon;
mod logo;
