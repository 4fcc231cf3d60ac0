//! FLTK's own cairo context, for drawing with cairo and Pango.

use fltk::app;

/// The context of the window that is being drawn. To be called inside a widget's draw only,
/// and not to be kept: between draws FLTK may destroy it.
#[allow(
    unsafe_code,
    reason = "FLTK hands out its context as a bare pointer; nothing safe takes it over"
)]
pub(super) fn current() -> cairo::Context {
    // SAFETY: FLTK draws with cairo (its `no-pango` feature is off), so the pointer is a
    // `cairo_t`, and `cairo_gc` has checked that it is not null. `from_raw_none` takes a
    // reference of its own, so that dropping the result leaves FLTK's alone.
    unsafe { cairo::Context::from_raw_none(app::cairo_gc().cast()) }
}
