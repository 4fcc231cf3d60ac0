//! A button with a text on it, which mouse and keyboard can press.

use std::{cell::Cell, rc::Rc};

use fltk::{enums::Event, prelude::*};

use super::{
    Scene, area_of,
    canvas::{Canvas, size_px},
    context,
};
use crate::{
    l10n::Text,
    model::{Message, Model},
    text::{Direction, Face, Style, Weight},
};

pub(super) use fltk::button::Button;

const RADIUS_PX: f64 = 9.0;
const LABEL: Style = Style { size_px: 13.5, weight: Weight::Regular, face: Face::Reading };

/// A button that sends what `message` makes when pressed and carries what `label` says.
pub(super) fn new(
    scene: &Rc<Scene>,
    message: fn(&Model) -> Message,
    label: fn(&Model, &Text) -> String,
) -> Button {
    let mut button = Button::default();
    let hovered = Rc::new(Cell::new(false));
    button.super_draw(false);
    button.draw({
        let (scene, hovered) = (Rc::clone(scene), Rc::clone(&hovered));
        move |button| draw(button, &scene, label, hovered.get())
    });
    button.handle(move |button, event| {
        if event == Event::Enter || event == Event::Leave {
            hovered.set(event == Event::Enter);
            button.redraw();
            return true;
        }
        false
    });
    button.set_callback({
        let scene = Rc::clone(scene);
        move |_| {
            let message = message(&scene.model.borrow());
            scene.send(message);
        }
    });
    button
}

fn draw(button: &Button, scene: &Scene, label: fn(&Model, &Text) -> String, hovered: bool) {
    let model = scene.model.borrow();
    let theme = model.shade().theme();
    let canvas = Canvas::new(context::current(), &scene.typesetter);
    let area = area_of(button);
    canvas.fill(area, 0.0, theme.ground);
    let lit = hovered || button.value();
    canvas.fill(area, RADIUS_PX, if lit { theme.hover } else { theme.panel });
    if button.has_focus() {
        canvas.outline(area, RADIUS_PX, 2.0, theme.accent);
    } else {
        canvas.outline(area, RADIUS_PX, 1.0, theme.line);
    }
    let label = label(&model, scene.text());
    let layout = canvas.layout(&label, LABEL, Direction::of(model.language()), None);
    let (width, height) = size_px(&layout);
    let x = area.x + (area.width - width) / 2.0;
    canvas.show(&layout, x, area.y + (area.height - height) / 2.0, theme.ink);
}
