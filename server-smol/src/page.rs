//! The page that a browser gets: what this server is, how to join, and its fingerprint.

use peyk_core::server::Config;
use peyk_core::text::{Language, Text};

use crate::driver::Page;

const STYLE: &str = "body{font:1rem/1.7 system-ui,sans-serif;max-width:40rem;margin:2rem auto;\
    padding:0 1rem;color:#1f2933;background:#fbfaf8}code{direction:ltr;unicode-bidi:isolate;\
    background:#eeece7;padding:.1em .35em;border-radius:.3em;overflow-wrap:anywhere}\
    section+section{border-top:1px solid #ddd8cf;margin-top:2rem}\
    @media(prefers-color-scheme:dark){body{color:#e7e5e0;background:#1c1f24}\
    code{background:#2b3037}section+section{border-color:#3a4049}}";

/// The page, in the server's language first and then in the other.
#[must_use]
pub fn page(config: &Config, port: u16, fingerprint: Option<&str>) -> Page {
    let other = match config.language {
        Language::English => Language::Persian,
        Language::Persian => Language::English,
    };
    let sections: String = [config.language, other]
        .map(|language| section(config, language, port, fingerprint))
        .concat();
    let network = escaped(&config.network_name);
    let (tag, direction) = (config.language.tag(), direction(config.language));
    Page {
        html: format!(
            "<!doctype html><html lang=\"{tag}\" dir=\"{direction}\"><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <title>{network}</title><style>{STYLE}</style><body>{sections}</body></html>\n"
        ),
    }
}

fn section(config: &Config, language: Language, port: u16, fingerprint: Option<&str>) -> String {
    let text = Text::of(language);
    let network = escaped(&config.network_name);
    let name = escaped(&config.server_name);
    let channel = escaped(&config.default_channel);
    let port = port.to_string();
    let title = text.say_with("page-title", &[("network", &network)]);
    let about = text.say_with("page-about", &[("server", &format!("<code>{name}</code>"))]);
    let irc = text.say_with(
        "page-irc",
        &[
            ("port", &format!("<code>{port}</code>")),
            ("channel", &format!("<code>{channel}</code>")),
        ],
    );
    let netcat =
        text.say_with("page-netcat", &[("command", &format!("<code>nc HOST {port}</code>"))]);
    let trust = fingerprint.map_or_else(String::new, |fingerprint| {
        let sentence = text.say("page-fingerprint");
        format!("<p>{sentence}<br><code>{fingerprint}</code></p>")
    });
    let (tag, direction) = (language.tag(), direction(language));
    format!(
        "<section lang=\"{tag}\" dir=\"{direction}\"><h1>{title}</h1><p>{about}</p>\
         <ul><li>{irc}</li><li>{netcat}</li></ul>{trust}</section>"
    )
}

fn direction(language: Language) -> &'static str {
    match language {
        Language::English => "ltr",
        Language::Persian => "rtl",
    }
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, c| {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_speaks_both_languages_and_escapes_names() {
        let config = Config { network_name: "<b>&".into(), ..Config::default() };
        let html = page(&config, 5000, Some("AA:BB")).html;
        assert!(html.contains("dir=\"rtl\"") && html.contains("dir=\"ltr\""));
        assert!(html.contains("&lt;b&gt;&amp;") && !html.contains("<b>"));
        assert!(html.contains("AA:BB") && html.contains("nc HOST 5000"));
    }
}
