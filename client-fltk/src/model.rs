//! What the window shows, as data: changed by messages, drawn by the view, tested without a
//! window. Nothing here knows FLTK.

use crate::{l10n::Language, theme::Shade};

/// What the window shows.
#[derive(Debug)]
pub(crate) struct Model {
    /// The language of every sentence; it also decides which way the layout runs.
    pub(crate) language: Language,
    /// Whether the window is bright or dark.
    pub(crate) shade: Shade,
}

/// What a person did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// Asked for the other language.
    SwitchLanguage,
    /// Asked for the other shade.
    SwitchShade,
    /// Asked to close the window.
    Close,
}

/// What the view has to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Draw everything again.
    Refresh,
    /// Close the window and end.
    Quit,
}

impl Model {
    /// A window as it first opens.
    pub(crate) fn new(language: Language) -> Self {
        Self { language, shade: Shade::Light }
    }

    /// Takes in what a person did, and says what the view has to do about it.
    pub(crate) fn update(&mut self, message: Message) -> Effect {
        match message {
            Message::SwitchLanguage => {
                self.language = match self.language {
                    Language::English => Language::Persian,
                    Language::Persian => Language::English,
                };
                Effect::Refresh
            }
            Message::SwitchShade => {
                self.shade = self.shade.other();
                Effect::Refresh
            }
            Message::Close => Effect::Quit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_and_shades_switch_back_and_forth() {
        let mut model = Model::new(Language::English);
        assert_eq!(model.update(Message::SwitchLanguage), Effect::Refresh);
        assert_eq!(model.language, Language::Persian);
        assert_eq!(model.update(Message::SwitchLanguage), Effect::Refresh);
        assert_eq!(model.language, Language::English);
        assert_eq!(model.update(Message::SwitchShade), Effect::Refresh);
        assert_eq!(model.shade, Shade::Dark);
        assert_eq!(model.update(Message::SwitchShade), Effect::Refresh);
        assert_eq!(model.shade, Shade::Light);
    }

    #[test]
    fn closing_ends_the_program() {
        assert_eq!(Model::new(Language::Persian).update(Message::Close), Effect::Quit);
    }

    #[test]
    fn the_model_knows_nothing_of_the_window() {
        let source = include_str!("model.rs");
        let (code, _tests) = source.split_once("#[cfg(test)]").expect("this module has tests");
        assert!(!code.contains("fltk::") && !code.contains("use crate::view"));
    }
}
