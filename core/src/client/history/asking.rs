//! How questions for history are put on the wire (IRCv3 chathistory, `soju.im/search`).

use super::super::capability::Caps;
use super::super::command::{MessageReference, Search};
use super::super::ids::ConversationId;
use super::super::turn::Turn;
use super::{FUZZ_MS, Job, LAST_MS, PLACE_MESSAGES, Question, Reference};
use crate::time::server_time;

impl Turn<'_> {
    /// How a question is put. None if there is nothing to ask any more.
    pub(super) fn params_of(&self, job: &Job) -> Option<Vec<String>> {
        let ask = |subcommand: &str, id: &ConversationId, from: &str| {
            let name = self.get(*id)?.name.to_string();
            let limit = self.page_messages().to_string();
            Some(vec!["CHATHISTORY".into(), subcommand.into(), name, from.into(), limit])
        };
        match &job.question {
            Question::Latest(id) => ask("LATEST", id, "*"),
            Question::Until(id) | Question::Older(id) => {
                let conversation = self.get(*id)?;
                let oldest = conversation.timeline.oldest_reference().map(Reference::of);
                let page = conversation.work.older_from.clone();
                match page.filter(|_| !conversation.timeline.fell_off()).or(oldest) {
                    // Some of that moment may be missing.
                    Some(Reference { msgid, time_ms }) => {
                        let time_ms = if job.by_time { time_ms + 1 } else { time_ms };
                        let from = Reference { msgid, time_ms };
                        ask("BEFORE", id, &self.written(&from, job.by_time, 0))
                    }
                    None => ask("LATEST", id, "*"),
                }
            }
            Question::Gap(id, gap, from) => {
                let timeline = &self.get(*id)?.timeline;
                let index = timeline.index_of(*gap)?;
                let events = self.has(Caps::EVENT_PLAYBACK);
                let before = || match events {
                    true => timeline.sure_reference_before(index).map(Reference::of),
                    false => timeline.reference_before(index, true).map(Reference::of),
                };
                let last = || timeline.at(index.checked_sub(1)?).map(Reference::of);
                let fuzz_ms = if from.is_some() { 1 } else { FUZZ_MS };
                let from = from.clone().or_else(before).or_else(last)?;
                ask("AFTER", id, &self.written(&from, job.by_time, fuzz_ms))
            }
            Question::Around(id, MessageReference::Msgid(msgid)) => {
                ask("AROUND", id, &format!("msgid={msgid}"))
            }
            Question::Around(id, MessageReference::Timestamp(ms)) => {
                ask("AROUND", id, &format!("timestamp={}", server_time(*ms)))
            }
            Question::Place(id, echo) => {
                let mut params = ask("AROUND", id, &format!("msgid={}", echo.msgid.as_ref()?))?;
                params[4] = self.page_messages().min(PLACE_MESSAGES).to_string();
                Some(params)
            }
            Question::Targets => {
                let since_ms = self.directs_since_ms.saturating_sub(FUZZ_MS);
                let time = |unix_ms| format!("timestamp={}", server_time(unix_ms));
                let limit = self.config.limits.targets_max.to_string();
                let (first, last) = (time(since_ms), time(LAST_MS));
                Some(vec!["CHATHISTORY".into(), "TARGETS".into(), first, last, limit])
            }
            Question::Search(search) => Some(vec!["SEARCH".into(), self.attributes(search)]),
        }
    }

    fn page_messages(&self) -> u32 {
        let wanted = self.config.limits.page_messages.max(1);
        let most = self.session.isupport.number("CHATHISTORY").unwrap_or(0);
        match u32::try_from(most) {
            Ok(0) | Err(_) => wanted,
            Ok(most) => wanted.min(most),
        }
    }

    fn written(&self, from: &Reference, by_time: bool, fuzz_ms: u64) -> String {
        match &from.msgid {
            Some(msgid) if !by_time && self.session.isupport.names_by_msgid() => {
                format!("msgid={msgid}")
            }
            _ => format!("timestamp={}", server_time(from.time_ms.saturating_sub(fuzz_ms))),
        }
    }

    /// A search's attributes, written like tags.
    fn attributes(&self, search: &Search) -> String {
        let mut written: Vec<u8> = Vec::new();
        let room = search.conversation.and_then(|id| self.get(id)).map(|found| &*found.name);
        let after = search.after_ms.map(server_time);
        let before = search.before_ms.map(server_time);
        let attributes = [
            ("text", Some(&*search.text)),
            ("in", room),
            ("from", Some(&*search.from)),
            ("after", after.as_deref()),
            ("before", before.as_deref()),
        ];
        for (name, value) in attributes {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                if !written.is_empty() {
                    written.push(b';');
                }
                written.extend_from_slice(name.as_bytes());
                written.push(b'=');
                crate::wire::escape_tag_into(value, &mut written);
            }
        }
        String::from_utf8_lossy(&written).into_owned()
    }
}
