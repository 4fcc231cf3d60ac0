//! The window: draws the model with FLTK and reports what the person did.
//!
//! The view keeps no state of its own beyond what FLTK's widgets hold (focus, the pointer).

mod button;
mod canvas;
mod context;
mod logo;
mod welcome;

use std::{cell::RefCell, env, io, path::Path, rc::Rc};

use fltk::{
    app,
    enums::{Color, Event, FrameType},
    prelude::*,
    widget::Widget,
    window::Window,
};

use self::{
    button::Button,
    canvas::{Area, Canvas},
};
use crate::{
    l10n::{Language, Text, for_terminal},
    model::{Effect, Message, Model},
    signals,
    text::{Direction, Typesetter, register_fonts},
    theme::{Rgb, Shade},
};

const WIDTH_PX: i32 = 760;
const HEIGHT_PX: i32 = 560;
const WIDTH_PX_MIN: i32 = 620;
const HEIGHT_PX_MIN: i32 = 540;

/// The strip along the top that holds the buttons.
const BAR_HEIGHT_PX: i32 = 56;
const BUTTON_WIDTH_PX: i32 = 84;
const BUTTON_HEIGHT_PX: i32 = 32;
const BUTTON_GAP_PX: i32 = 8;
const BAR_MARGIN_PX: i32 = 16;

/// Whether there is a screen to open a window on. FLTK ends the process when there is none,
/// which would leave no chance to say what to do.
pub(crate) fn has_display() -> bool {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let default_wayland =
        || named("XDG_RUNTIME_DIR").is_some_and(|dir| Path::new(&dir).join("wayland-0").exists());
    named("DISPLAY").is_some() || named("WAYLAND_DISPLAY").is_some() || default_wayland()
}

/// Opens the window and returns when it has been closed.
///
/// # Errors
///
/// When FLTK cannot run, or the process cannot listen to SIGTERM and Ctrl-C.
pub(crate) fn run(model: Model) -> io::Result<()> {
    if let Err(error) = register_fonts() {
        let reason = error.to_string();
        let sentence = Text::of(model.language()).say_with("warning-font", &[("reason", &reason)]);
        eprintln!("{}", for_terminal(&sentence));
    }
    let app = app::App::default();
    let scene = Rc::new(Scene {
        model: RefCell::new(model),
        typesetter: Typesetter::new(),
        window: RefCell::new(None),
    });
    open(&scene);
    signals::on_stop(|| app::awake_callback(app::quit))?;
    app.run().map_err(io::Error::other)
}

/// What every widget of the window sees.
struct Scene {
    model: RefCell<Model>,
    typesetter: Typesetter,
    window: RefCell<Option<MainWindow>>,
}

impl Scene {
    /// Tells the model what the person did and does what it answers.
    fn send(&self, message: Message) {
        let effects = self.model.borrow_mut().update(message);
        for effect in effects {
            match effect {
                Effect::Show(_) => self.refresh(),
                Effect::Quit => app::quit(),
                _ => {}
            }
        }
    }

    fn text(&self) -> &'static Text {
        Text::of(self.model.borrow().language())
    }

    fn refresh(&self) {
        if let Some(main) = self.window.borrow_mut().as_mut() {
            main.window.set_label(&self.text().say("app-name"));
            main.window.set_color(fltk_color(self.model.borrow().shade().theme().ground));
            main.place(self.direction());
            main.window.redraw();
        }
    }

    fn direction(&self) -> Direction {
        Direction::of(self.model.borrow().language())
    }
}

struct MainWindow {
    window: Window,
    page: Widget,
    buttons: [Button; 2],
}

impl MainWindow {
    /// Puts the widgets where they belong for the window's size: the buttons run from the
    /// side where lines end.
    fn place(&mut self, direction: Direction) {
        let (width, height) = (self.window.w(), self.window.h());
        self.page.resize(0, BAR_HEIGHT_PX, width, height - BAR_HEIGHT_PX);
        let y = (BAR_HEIGHT_PX - BUTTON_HEIGHT_PX) / 2;
        let mut offset = BAR_MARGIN_PX;
        for button in &mut self.buttons {
            let x = match direction {
                Direction::LeftToRight => width - offset - BUTTON_WIDTH_PX,
                Direction::RightToLeft => offset,
            };
            button.resize(x, y, BUTTON_WIDTH_PX, BUTTON_HEIGHT_PX);
            offset += BUTTON_WIDTH_PX + BUTTON_GAP_PX;
        }
    }
}

/// Builds the window, and shows it.
fn open(scene: &Rc<Scene>) {
    let mut window = Window::default().with_size(WIDTH_PX, HEIGHT_PX);
    window.set_xclass("peyk");
    window.set_frame(FrameType::FlatBox);
    window.set_icon(logo::icon());
    window.size_range(WIDTH_PX_MIN, HEIGHT_PX_MIN, 0, 0);

    let language = button::new(scene, other_language, |_, text| text.say("switch-language"));
    let shade = button::new(
        scene,
        |model| Message::Shade(model.shade().other()),
        |model, text| match model.shade() {
            Shade::Light => text.say("switch-to-dark"),
            Shade::Dark => text.say("switch-to-light"),
        },
    );
    let mut page = Widget::default();
    page.draw({
        let scene = Rc::clone(scene);
        move |page| draw_page(&scene, area_of(page))
    });
    window.end();
    window.resizable(&page);

    window.set_callback({
        let scene = Rc::clone(scene);
        // Escape also asks for this callback; in a chat it must not close the window.
        move |_| {
            if app::event() == Event::Close {
                scene.send(Message::Close);
            }
        }
    });
    window.resize_callback({
        let scene = Rc::clone(scene);
        move |_, _, _, _, _| scene.refresh()
    });

    *scene.window.borrow_mut() =
        Some(MainWindow { window: window.clone(), page, buttons: [language, shade] });
    scene.refresh();
    window.show();
}

fn other_language(model: &Model) -> Message {
    Message::Language(match model.language() {
        Language::English => Language::Persian,
        Language::Persian => Language::English,
    })
}

fn draw_page(scene: &Scene, area: Area) {
    let model = scene.model.borrow();
    let canvas = Canvas::new(context::current(), &scene.typesetter);
    let page = welcome::Page {
        text: Text::of(model.language()),
        language: model.language(),
        theme: model.shade().theme(),
    };
    page.draw(&canvas, area);
}

fn area_of(widget: &impl WidgetExt) -> Area {
    Area {
        x: f64::from(widget.x()),
        y: f64::from(widget.y()),
        width: f64::from(widget.w()),
        height: f64::from(widget.h()),
    }
}

fn fltk_color(Rgb(red, green, blue): Rgb) -> Color {
    Color::from_rgb(red, green, blue)
}
