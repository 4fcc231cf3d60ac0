//! Notifications, through the desktop's own service (Desktop Notifications Specification 1.2,
//! "org.freedesktop.Notifications") on the session's bus.
//!
//! A conversation has one notification at most: the next takes its place, and pressing it shows
//! the conversation.

use std::cell::RefCell;
use std::rc::Rc;

use async_channel::Receiver;
use gio::glib::variant::ToVariant as _;
use gio::glib::{self, MainContext, Variant, VariantDict};
use gio::{BusType, DBusCallFlags, DBusConnection, DBusSignalFlags, SignalSubscription};

use super::Errand;
use crate::model::{ConversationId, Notification};

/// Both the name of the service and its interface.
const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A desktop that does not answer within this time shows no notifications.
const ANSWER_MS: i32 = 5_000;

/// Notifications whose conversations are remembered. Desktops show fewer.
const SHOWN_MAX: usize = 64;

/// What the notification itself is called among its actions ("default key").
const PRESSED: &str = "default";

/// Does what comes, until nothing more can come. `pressed` is called with the conversation of a
/// notification that the person pressed.
pub(super) fn run(errands: &Receiver<Errand>, pressed: impl Fn(ConversationId) + 'static) {
    // Answers and signals come to the context of this thread.
    let context = MainContext::new();
    let pressed = Rc::new(pressed);
    let showing = async {
        let mut service: Option<Service> = None;
        while let Ok(errand) = errands.recv().await {
            let notification = match errand {
                Errand::Show(notification) => notification,
                Errand::Withdraw(of) => {
                    // A service that has gone shows nothing.
                    if let Some(connected) = &service
                        && connected.withdraw(of).await.is_err()
                    {
                        service = None;
                    }
                    continue;
                }
            };
            // A service that has gone may be back.
            for _ in 0..2 {
                if service.is_none() {
                    service = Service::connect(Rc::clone(&pressed)).await.ok();
                }
                let Some(connected) = &service else { break };
                if connected.notify(&notification).await.is_ok() {
                    break;
                }
                service = None;
            }
        }
    };
    // Fails only if another thread had this context.
    let _ = context.with_thread_default(|| context.block_on(showing));
}

/// The notifications that are shown, the oldest first: what the service calls them, and whose
/// they are.
type Shown = Rc<RefCell<Vec<(u32, ConversationId)>>>;

/// The desktop's service.
struct Service {
    bus: DBusConnection,
    shown: Shown,
    can_be_pressed: bool,
    /// Whether texts are read as markup.
    has_markup: bool,
    /// Kept for as long as their signals are to come.
    _signals: [SignalSubscription; 2],
}

impl Service {
    async fn connect(pressed: Rc<impl Fn(ConversationId) + 'static>) -> Result<Self, glib::Error> {
        let bus = gio::bus_get_future(BusType::Session).await?;
        // Peyk outlives the bus.
        bus.set_exit_on_close(false);
        let shown = Shown::default();
        let signals = [
            listen(&bus, "ActionInvoked", {
                let shown = Rc::clone(&shown);
                move |parameters| {
                    let Some((id, action)) = parameters.get::<(u32, String)>() else { return };
                    let of = shown.borrow().iter().find(|(shown, _)| *shown == id).map(|it| it.1);
                    if let Some(of) = of.filter(|_| action == PRESSED) {
                        pressed(of);
                    }
                }
            }),
            listen(&bus, "NotificationClosed", {
                let shown = Rc::clone(&shown);
                move |parameters| {
                    let Some((id, _reason)) = parameters.get::<(u32, u32)>() else { return };
                    shown.borrow_mut().retain(|(shown, _)| *shown != id);
                }
            }),
        ];
        let mut service =
            Self { bus, shown, can_be_pressed: false, has_markup: false, _signals: signals };
        let answer = service.call("GetCapabilities", None).await?;
        let (capabilities,) = answer.get::<(Vec<String>,)>().unwrap_or_default();
        let can = |capability: &str| capabilities.iter().any(|it| it == capability);
        (service.can_be_pressed, service.has_markup) = (can("actions"), can("body-markup"));
        Ok(service)
    }

    async fn notify(&self, notification: &Notification) -> Result<(), glib::Error> {
        let Notification { conversation, title, body, press } = notification;
        let earlier = self.shown.borrow().iter().find(|it| it.1 == *conversation).map(|it| it.0);
        let body = if self.has_markup { escaped(body) } else { body.clone() };
        let actions = if self.can_be_pressed { vec![PRESSED, press] } else { Vec::new() };
        let hints = VariantDict::new(None);
        hints.insert("category", "im.received");
        // It stays for as long as the desktop likes.
        let expire_ms = -1_i32;
        let arguments = Variant::tuple_from_iter([
            "Peyk".to_variant(),
            earlier.unwrap_or(0).to_variant(),
            "peyk".to_variant(),
            title.to_variant(),
            body.to_variant(),
            actions.to_variant(),
            hints.end(),
            expire_ms.to_variant(),
        ]);
        let answer = self.call("Notify", Some(&arguments)).await?;
        if let Some((id,)) = answer.get::<(u32,)>() {
            let mut shown = self.shown.borrow_mut();
            shown.retain(|(shown, of)| *shown != id && of != conversation);
            if shown.len() >= SHOWN_MAX {
                shown.remove(0);
            }
            shown.push((id, *conversation));
        }
        Ok(())
    }

    async fn withdraw(&self, conversation: ConversationId) -> Result<(), glib::Error> {
        let shown = self.shown.borrow().iter().find(|it| it.1 == conversation).map(|it| it.0);
        if let Some(id) = shown {
            // The service says that it is closed, too.
            self.call("CloseNotification", Some(&(id,).to_variant())).await?;
        }
        Ok(())
    }

    async fn call(
        &self,
        method: &str,
        arguments: Option<&Variant>,
    ) -> Result<Variant, glib::Error> {
        let flags = DBusCallFlags::NONE;
        self.bus
            .call_future(Some(SERVICE), PATH, SERVICE, method, arguments, None, flags, ANSWER_MS)
            .await
    }
}

/// Takes in a signal of the service. Nobody else's has its name.
fn listen(
    bus: &DBusConnection,
    signal: &str,
    take: impl Fn(&Variant) + 'static,
) -> SignalSubscription {
    bus.subscribe_to_signal(
        Some(SERVICE),
        Some(SERVICE),
        Some(signal),
        Some(PATH),
        None,
        DBusSignalFlags::NONE,
        move |signal| take(signal.parameters),
    )
}

/// A text as it is written where there is markup. What people write has none.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
