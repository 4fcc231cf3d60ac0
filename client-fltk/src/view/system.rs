//! Whether the desktop is dark, as far as it says so in files and the environment.
//!
//! Asking the desktop itself takes a conversation with its settings service, which may be slow
//! or not there; what GTK and KDE programs go by is kept in small files as well.

use std::{env, fs, path::PathBuf};

/// Whether the desktop's programs are to be dark.
pub(super) fn is_dark() -> bool {
    if let Ok(theme) = env::var("GTK_THEME") {
        return names_dark(&theme);
    }
    let Some(folder) = config_folder() else { return false };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    ["gtk-4.0/settings.ini", "gtk-3.0/settings.ini"].iter().any(|name| gtk_is_dark(&read(name)))
        || kde_is_dark(&read("kdeglobals"))
}

fn config_folder() -> Option<PathBuf> {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    named("XDG_CONFIG_HOME").or_else(|| Some(named("HOME")?.join(".config")))
}

fn gtk_is_dark(settings: &str) -> bool {
    value(settings, "gtk-application-prefer-dark-theme")
        .is_some_and(|value| value == "1" || value == "true")
        || value(settings, "gtk-theme-name").is_some_and(names_dark)
}

fn kde_is_dark(settings: &str) -> bool {
    value(settings, "ColorScheme").is_some_and(names_dark)
}

fn names_dark(theme: &str) -> bool {
    theme.to_lowercase().contains("dark")
}

/// The value of a key in a file of `key=value` lines.
fn value<'a>(settings: &'a str, key: &str) -> Option<&'a str> {
    let of_line = |line: &'a str| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then_some(value.trim())
    };
    settings.lines().find_map(of_line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_desktops_are_told_from_others() {
        assert!(gtk_is_dark("[Settings]\ngtk-application-prefer-dark-theme = 1\n"));
        assert!(gtk_is_dark("[Settings]\ngtk-theme-name=Adwaita-dark\n"));
        assert!(!gtk_is_dark(
            "[Settings]\ngtk-theme-name=Adwaita\ngtk-application-prefer-dark-theme=0\n"
        ));
        assert!(kde_is_dark("[General]\nColorScheme=BreezeDark\n"));
        assert!(!kde_is_dark("") && !gtk_is_dark(""));
    }
}
