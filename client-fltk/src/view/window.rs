//! FLTK's part: the window itself, events, clipboard, timers.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use fltk::{
    app, draw,
    enums::{self, Color, Cursor, Damage, Event, Font, FrameType},
    prelude::*,
    widget::Widget,
    window::Window,
};

use super::{
    canvas::Area,
    context,
    drive::{self, Step},
    input::{Button, Held, Input, Key, Pointer, Wish},
    logo,
    mailbox::{Mailbox, Pace},
    stage::Stage,
    system, x11,
};
use crate::{
    l10n::{Text, for_terminal},
    model::{Effect, Message, Model},
    signals,
    text::register_fonts,
    theme::{Rgb, set_desktop_dark},
};

const WIDTH_PX: i32 = 1040;
const HEIGHT_PX: i32 = 700;
const WIDTH_PX_MIN: i32 = 560;
const HEIGHT_PX_MIN: i32 = 420;

/// What a notch of the wheel scrolls.
const NOTCH_PX: f64 = 60.0;

/// How often the caret blinks, while it does.
const BEAT_SECONDS: f64 = 0.5;

/// How often the model is told the time, while something waits for it.
const TICK_SECONDS: f64 = 1.0;

/// And how often otherwise: a new day begins.
const REST_SECONDS: f64 = 60.0;

/// Drawings whose time is remembered, for whoever measures.
const FRAMES_MAX: usize = 4096;

/// What stands behind the window: the model, and everything that its effects reach.
pub(crate) trait Core {
    /// The model as it is.
    fn model(&self) -> &Model;

    /// Tells the model something, does what is asked of network, store and desktop, and returns
    /// what is left for the window: what to show, to scroll to, to put the caret into, to copy,
    /// whether something waits for the person, and to end.
    fn update(&mut self, message: Message) -> Vec<Effect>;
}

/// Opens the window and returns when it has been closed. What other threads leave in `mailbox`
/// reaches `core` here. If it is `driven`, commands are read from standard input.
///
/// # Errors
///
/// When FLTK cannot run, or the process cannot listen to SIGTERM and Ctrl-C.
pub(crate) fn run(
    core: impl Core + 'static,
    mailbox: Mailbox,
    driven: bool,
) -> std::io::Result<()> {
    if let Err(error) = register_fonts() {
        let reason = error.to_string();
        let text = Text::of(core.model().language());
        let sentence = text.say_with("warning-font", &[("reason", &reason)]);
        eprintln!("{}", for_terminal(&sentence));
    }
    let fltk = app::App::default();
    set_desktop_dark(system::is_dark());
    // The keys that FLTK would zoom with are those that make the text larger.
    app::keyboard_screen_scaling(false);
    let shell = Rc::new(Shell {
        core: RefCell::new(Box::new(core)),
        stage: RefCell::new(Stage::new()),
        mailbox,
        pace: Cell::new(Pace::new()),
        parts: RefCell::new(None),
        scale: Cell::new(0.0),
        damage: RefCell::new(Vec::new()),
        draining: Cell::new(false),
        drifting: Cell::new(false),
        beating: Cell::new(false),
        ticking: Cell::new(false),
        told_ms: Cell::new(0),
        urgent: Cell::new(false),
        frames: RefCell::new(VecDeque::new()),
        announces: Cell::new(driven.then_some(drive::READY)),
    });
    SHELL.with(|place| *place.borrow_mut() = Some(Rc::clone(&shell)));
    shell.open();
    shell.mailbox.open();
    signals::on_stop(|| app::awake_callback(|| send(Message::Close)))?;
    if driven {
        drive::listen()?;
    }
    fltk.run().map_err(std::io::Error::other)
}

thread_local! {
    /// The window of this thread, for callbacks that can carry nothing.
    static SHELL: RefCell<Option<Rc<Shell>>> = const { RefCell::new(None) };
}

fn shell() -> Option<Rc<Shell>> {
    SHELL.with(|place| place.borrow().clone())
}

fn send(message: Message) {
    if let Some(shell) = shell() {
        shell.send(message);
    }
}

/// Takes in what other threads have left.
pub(super) fn take_in() {
    let Some(shell) = shell() else { return };
    let mut pace = Pace::new();
    for message in shell.mailbox.take() {
        shell.send(message);
    }
    pace.work_since_begun();
    shell.pace.set(pace);
}

/// How long to rest before more is taken in.
pub(super) fn rest() -> Duration {
    shell().map_or(Duration::ZERO, |shell| shell.pace.get().rest(Instant::now()))
}

/// Does what a line on standard input says, and answers it.
pub(super) fn drive(line: &str) {
    let Some(shell) = shell() else { return };
    let step = drive::read(&shell.stage.borrow(), shell.core.borrow().model(), line);
    drive::answer(match step {
        Step::Inputs(inputs) => {
            for input in inputs {
                shell.input(input);
            }
            Ok(None)
        }
        Step::Send(message) => {
            shell.send(message);
            Ok(None)
        }
        Step::Answer(answer) => Ok(Some(answer)),
        Step::Frames => Ok(Some(drive::frames(shell.frames.take()))),
        Step::Drawn if shell.damage.borrow().is_empty() => Ok(None),
        Step::Drawn => {
            shell.announces.set(Some(drive::DRAWN));
            return;
        }
        Step::Refused(why) => Err(why),
    });
}

struct Shell {
    core: RefCell<Box<dyn Core>>,
    stage: RefCell<Stage>,
    mailbox: Mailbox,
    pace: Cell<Pace>,
    parts: RefCell<Option<Parts>>,
    scale: Cell<f32>,
    /// What is to be drawn. FLTK keeps this too, but on X11 it forgets it before each drawing
    /// and asks for the whole window.
    damage: RefCell<Vec<Area>>,
    /// Whether wishes that came up while drawing are about to be granted.
    draining: Cell<bool>,
    drifting: Cell<bool>,
    /// Whether the next beat, and the next tick, are on their way.
    beating: Cell<bool>,
    ticking: Cell<bool>,
    /// The time that the model was last told.
    told_ms: Cell<i64>,
    /// Whether something waits for the person.
    urgent: Cell<bool>,
    /// How long the last drawings took.
    frames: RefCell<VecDeque<Duration>>,
    /// What whoever drives the window waits to hear once it has been drawn.
    announces: Cell<Option<&'static str>>,
}

#[derive(Clone)]
struct Parts {
    window: Window,
    page: Widget,
}

impl Shell {
    fn open(self: &Rc<Self>) {
        let mut window = Window::default().with_size(WIDTH_PX, HEIGHT_PX);
        window.set_xclass("peyk");
        // What has been drawn stays there: a window with a ground of its own would begin with it
        // each time.
        window.set_frame(FrameType::NoBox);
        window.set_icon(logo::icon());
        window.size_range(WIDTH_PX_MIN, HEIGHT_PX_MIN, 0, 0);
        let mut page = Page::new(self, WIDTH_PX, HEIGHT_PX);
        window.end();
        window.resizable(&page);
        window.set_callback(|_| {
            // Escape also asks for this callback; in a chat it must not close the window.
            if app::event() == Event::Close {
                send(Message::Close);
            }
        });
        *self.parts.borrow_mut() = Some(Parts { window: window.clone(), page: page.clone() });
        self.stage.borrow_mut().resize(f64::from(WIDTH_PX), f64::from(HEIGHT_PX));
        self.show_all();
        window.show();
        let _ = page.take_focus();
        app::add_timeout3(REST_SECONDS, |handle| {
            send(Message::Tick(now_ms()));
            app::repeat_timeout3(REST_SECONDS, handle);
        });
        self.wind();
    }

    /// Shows the whole model, as after a change of everything.
    fn show_all(&self) {
        self.stage.borrow_mut().show(self.core.borrow().model(), &crate::model::Change::Everything);
        self.dress();
        self.grant();
    }

    /// Gives the window its title and ground.
    fn dress(&self) {
        let Some(mut parts) = self.parts.borrow().clone() else { return };
        let core = self.core.borrow();
        let model = core.model();
        let name = Text::of(model.language()).say("app-name");
        let title = match model.headline() {
            Some(headline) if model.screen() == crate::model::Screen::Main => {
                format!("{} — {name}", headline.name)
            }
            Some(_) | None => name,
        };
        // Desktops show the title in their lists of windows.
        let mark = if self.urgent.get() { "● " } else { "" };
        parts.window.set_label(&format!("{mark}{title}"));
        let Rgb(red, green, blue) = model.shade().theme().ground;
        parts.window.set_color(Color::from_rgb(red, green, blue));
    }

    /// Tells the model something and does what it asks of the window.
    fn send(&self, message: Message) {
        self.act(message);
        self.grant();
    }

    /// The same, with the time before it if it is late.
    fn act(&self, message: Message) {
        let now_ms = now_ms();
        let is_late = now_ms.abs_diff(self.told_ms.get()) >= 1_000;
        let tick = is_late.then_some(Message::Tick(now_ms));
        if is_late {
            self.told_ms.set(now_ms);
        }
        for message in tick.into_iter().chain([message]) {
            let effects = self.core.borrow_mut().update(message);
            for effect in effects {
                self.take(effect);
            }
        }
    }

    fn take(&self, effect: Effect) {
        match effect {
            Effect::Show(change) => {
                self.stage.borrow_mut().show(self.core.borrow().model(), &change);
                use crate::model::Change;
                if matches!(change, Change::Everything | Change::Headline | Change::Start) {
                    self.dress();
                }
            }
            Effect::Scroll(goal) => self.stage.borrow_mut().scroll(goal),
            Effect::Focus(field) => self.stage.borrow_mut().focus(field),
            Effect::Copy(text) => app::copy(&text),
            Effect::Apply(_) => self.show_all(),
            // Without a window on the screen FLTK would end before goodbye is said.
            Effect::Hide => {
                if let Some(mut parts) = self.parts.borrow().clone() {
                    parts.window.iconize();
                }
            }
            Effect::Quit => app::quit(),
            Effect::Raise => self.raise(),
            Effect::Urgent(urgent) => {
                if self.urgent.replace(urgent) != urgent {
                    self.dress();
                    // Where it cannot be had, the mark in the title has to do.
                    let _ = self.on_x11(|window| x11::set_urgent(window, urgent));
                }
            }
            // These are seen to behind the window.
            Effect::OpenLink(_)
            | Effect::Notify(_)
            | Effect::Withdraw(_)
            | Effect::Net(..)
            | Effect::Store(_)
            | Effect::Host => {}
        }
    }

    /// Brings the window to the front.
    fn raise(&self) {
        let Some(mut parts) = self.parts.borrow().clone() else { return };
        // Back from its icon, too.
        parts.window.show();
        // Elsewhere it is the desktop's to decide.
        let _ = self.on_x11(x11::activate);
    }

    /// Asks the window manager for something, on X11.
    fn on_x11(
        &self,
        ask: impl FnOnce(u32) -> Result<(), Box<dyn std::error::Error>>,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let Some(parts) = self.parts.borrow().clone() else { return Ok(()) };
        #[allow(clippy::unnecessary_cast, reason = "built for X11 alone it is a number already")]
        let handle = parts.window.raw_handle() as u64;
        // On Wayland the handle is an address, and no number of an X11 window.
        u32::try_from(handle).map_or(Ok(()), ask)
    }

    fn input(&self, input: Input) {
        self.stage.borrow_mut().input(self.core.borrow().model(), input);
        self.grant();
    }

    /// Grants what the stage wishes for, until it wishes for nothing more.
    fn grant(&self) {
        // A message may make further wishes; each round answers the one before.
        const ROUNDS_MAX: usize = 8;
        for _ in 0..ROUNDS_MAX {
            let wishes = self.stage.borrow_mut().take_wishes();
            if wishes.is_empty() {
                break;
            }
            for wish in wishes {
                self.grant_one(wish);
            }
        }
        self.wind();
    }

    /// Lets time come back only if something changes with it: a window at rest does nothing.
    fn wind(&self) {
        if self.stage.borrow().wants_beat() && !self.beating.replace(true) {
            app::add_timeout3(BEAT_SECONDS, |_| {
                if let Some(shell) = shell() {
                    shell.beating.set(false);
                    shell.input(Input::Beat);
                }
            });
        }
        if self.core.borrow().model().wants_tick() && !self.ticking.replace(true) {
            app::add_timeout3(TICK_SECONDS, |_| {
                if let Some(shell) = shell() {
                    shell.ticking.set(false);
                    shell.send(Message::Tick(now_ms()));
                }
            });
        }
    }

    fn grant_one(&self, wish: Wish) {
        let Some(mut parts) = self.parts.borrow().clone() else { return };
        match wish {
            Wish::Send(message) => self.act(message),
            Wish::Draw(area) => {
                let (x, y, width, height) = whole(area);
                parts.page.set_damage_area(Damage::User1, x, y, width, height);
                let mut damage = self.damage.borrow_mut();
                if !damage.contains(&area) {
                    damage.push(area);
                }
            }
            Wish::Copy(text) => app::copy(&text),
            Wish::Primary(text) => app::copy2(&text),
            Wish::Paste => app::paste_text(&parts.page),
            Wish::PastePrimary => app::paste_text2(&parts.page),
            Wish::Pointer(pointer) => parts.window.set_cursor(match pointer {
                Pointer::Arrow => Cursor::Default,
                Pointer::Hand => Cursor::Hand,
                Pointer::Text => Cursor::Insert,
            }),
            Wish::Writing(caret) => {
                let (x, y, width, height) = whole(caret);
                draw::set_spot(
                    Font::Helvetica,
                    height,
                    x,
                    y + height,
                    width,
                    height,
                    &parts.window,
                );
            }
            Wish::Drift(ms) => {
                if !self.drifting.replace(true) {
                    app::add_timeout3(f64::from(ms) / 1000.0, |_| {
                        if let Some(shell) = shell() {
                            shell.drifting.set(false);
                            shell.input(Input::Drift);
                        }
                    });
                }
            }
        }
    }

    /// Draws what FLTK asks for.
    fn paint(&self, page: &Widget) {
        let Some(parts) = self.parts.borrow().clone() else { return };
        let begun = Instant::now();
        let scale = app::screen_scale(parts.window.screen_num());
        let mut stage = self.stage.borrow_mut();
        if (self.scale.replace(scale) - scale).abs() > 0.001 {
            stage.rescale();
        }
        let target = context::current();
        let whole =
            Area { x: 0.0, y: 0.0, width: f64::from(page.w()), height: f64::from(page.h()) };
        let mut damage = self.damage.take();
        if damage.is_empty() || parts.window.damage_type().contains(Damage::All) {
            damage = vec![whole];
        }
        // FLTK draws with the origin in the middle of a pixel, which makes its lines sharp and our
        // areas blurred.
        let matrix = target.matrix();
        target.translate(-matrix.x0() / matrix.xx(), -matrix.y0() / matrix.yy());
        stage.paint(&target, &damage, self.core.borrow().model());
        target.set_matrix(matrix);
        drop(stage);
        let took = begun.elapsed();
        self.pace.set(self.pace.get().and(took));
        let mut frames = self.frames.borrow_mut();
        if frames.len() == FRAMES_MAX {
            frames.pop_front();
        }
        frames.push_back(took);
        drop(frames);
        if let Some(answer) = self.announces.take() {
            drive::answer(Ok(Some(answer.to_owned())));
        }
        // Nothing may change while FLTK draws; what came up is seen to right after.
        if !self.draining.replace(true) {
            app::add_timeout3(0.0, |_| {
                if let Some(shell) = shell() {
                    shell.draining.set(false);
                    shell.grant();
                }
            });
        }
    }

    fn handle(&self, page: &mut Widget, event: Event) -> bool {
        let at = || (f64::from(app::event_x()), f64::from(app::event_y()));
        let input = match event {
            Event::Enter | Event::Move => Input::Moved(at()),
            Event::Leave => Input::Left,
            Event::Push => {
                let _ = page.take_focus();
                let Some(button) = button() else { return true };
                let clicks = u32::try_from(app::event_clicks_num()).unwrap_or(0) + 1;
                Input::Pressed { at: at(), button, clicks, held: held() }
            }
            Event::Drag => Input::Dragged(at()),
            Event::Released => {
                let Some(button) = button() else { return true };
                Input::Released { at: at(), button }
            }
            Event::MouseWheel => Input::Wheel {
                at: at(),
                across_px: f64::from(app::event_dx_value()) * NOTCH_PX,
                down_px: f64::from(app::event_dy_value()) * NOTCH_PX,
            },
            Event::KeyDown => return self.handle_key(),
            Event::Paste => Input::Pasted(app::event_text()),
            Event::DndEnter | Event::DndDrag | Event::DndRelease => return true,
            Event::Focus => Input::Focus(true),
            Event::Unfocus => Input::Focus(false),
            _ => return false,
        };
        self.input(input);
        true
    }

    fn handle_key(&self) -> bool {
        let held = held();
        let key = key(held);
        // A shortcut writes nothing, in whichever alphabet its letter is.
        let composed = app::compose().filter(|_| !held.control && !held.alt);
        let text =
            if composed.is_some() || key == Key::Other { app::event_text() } else { String::new() };
        let replaced_bytes = composed.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(0);
        if composed.is_none() && key == Key::Other && text.is_empty() {
            return false;
        }
        let input = Input::Key { key, held, text, replaced_bytes };
        self.stage.borrow_mut().input(self.core.borrow().model(), input);
        let composing = usize::try_from(app::compose_state()).unwrap_or(0);
        self.stage.borrow_mut().set_composed(composing);
        self.grant();
        true
    }
}

/// The one widget of the window.
struct Page;

impl Page {
    #[expect(clippy::new_ret_no_self, reason = "the widget is FLTK's")]
    fn new(shell: &Rc<Shell>, width: i32, height: i32) -> Widget {
        let mut page = Widget::default().with_size(width, height);
        page.draw({
            let shell = Rc::clone(shell);
            move |page| shell.paint(page)
        });
        page.handle({
            let shell = Rc::clone(shell);
            move |page, event| shell.handle(page, event)
        });
        page.resize_callback({
            let shell = Rc::clone(shell);
            move |_, _, _, width, height| {
                // While an event is being seen to, the size comes with its wishes.
                if let Ok(mut stage) = shell.stage.try_borrow_mut() {
                    stage.resize(f64::from(width), f64::from(height));
                }
            }
        });
        page
    }
}

/// The smallest area in whole pixels around one.
fn whole(area: Area) -> (i32, i32, i32, i32) {
    #[expect(clippy::cast_possible_truncation, reason = "windows are small")]
    let whole = |length: f64| length as i32;
    let (x, y) = (area.x.floor(), area.y.floor());
    (whole(x), whole(y), whole((area.right() - x).ceil()), whole((area.bottom() - y).ceil()))
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn held() -> Held {
    Held { shift: app::is_event_shift(), control: app::is_event_ctrl(), alt: app::is_event_alt() }
}

fn button() -> Option<Button> {
    match app::event_mouse_button() {
        app::MouseButton::Left => Some(Button::Left),
        app::MouseButton::Middle => Some(Button::Middle),
        app::MouseButton::Right => Some(Button::Right),
        app::MouseButton::Back | app::MouseButton::Forward | _ => None,
    }
}

fn key(held: Held) -> Key {
    let key = app::event_key();
    // The keys of the number pad that write are told from the others by what they write.
    match key {
        enums::Key::Enter | enums::Key::KPEnter => Key::Enter,
        enums::Key::Escape => Key::Escape,
        enums::Key::Tab => Key::Tab,
        enums::Key::BackSpace => Key::Backspace,
        enums::Key::Delete => Key::Delete,
        enums::Key::Left => Key::Left,
        enums::Key::Right => Key::Right,
        enums::Key::Up => Key::Up,
        enums::Key::Down => Key::Down,
        enums::Key::Home => Key::Home,
        enums::Key::End => Key::End,
        enums::Key::PageUp => Key::PageUp,
        enums::Key::PageDown => Key::PageDown,
        enums::Key::Insert => Key::Insert,
        enums::Key::Menu => Key::Menu,
        other => match u32::try_from(other.bits()).ok().and_then(char::from_u32) {
            Some(letter) if letter.is_ascii_graphic() || letter == ' ' => {
                Key::Letter(letter.to_ascii_lowercase())
            }
            _ if held.control || held.alt => {
                latin(&app::event_text()).map_or(Key::Other, Key::Letter)
            }
            _ => Key::Other,
        },
    }
}

/// The letter that a Latin keyboard has where a Persian one has this: shortcuts go by the key.
fn latin(text: &str) -> Option<char> {
    const PERSIAN: &str = "ضصثقفغعهخحشسیبلاتنمظطزرذدپو۰";
    const LATIN: &str = "qwertyuiopasdfghjklzxcvbnm,0";
    let letter = text.chars().next()?;
    PERSIAN
        .chars()
        .zip(LATIN.chars())
        .find(|(persian, _)| *persian == letter)
        .map(|(_, latin)| latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcuts_work_on_a_persian_keyboard() {
        assert_eq!((latin("ز"), latin("ش"), latin("پ")), (Some('c'), Some('a'), Some('m')));
        assert_eq!((latin("و"), latin("۰")), (Some(','), Some('0')));
        assert_eq!((latin("x"), latin("")), (None, None));
    }

    #[test]
    fn damage_covers_every_pixel_it_touches() {
        let area = Area { x: 10.4, y: -0.5, width: 5.2, height: 2.0 };
        assert_eq!(whole(area), (10, -1, 6, 3));
    }
}
