//! Pages of history: what was missed, and what the person wants to see (IRCv3 chathistory,
//! `soju.im/search`). One question is asked at a time.

mod asking;
mod page;

use std::collections::{BTreeMap, VecDeque};

use super::batch::Gathered;
use super::capability::Caps;
use super::command::{FetchPage, MessageReference, Search};
use super::conversation::CaughtUp;
use super::event::{Event, More};
use super::ids::{ConversationId, EntryId, MsgId};
use super::message::Item;
use super::reason::{Cause, Reason};
use super::record::Position;
use super::session::Asked;
use super::timeline::{Entry, Gap, NewEntry, Place};
use super::turn::Turn;
use super::view::{ConversationKind, Older};
use crate::time::parse_server_time;
use crate::wire::Line;

/// Questions that may wait: one for each conversation, and some that a person asks.
const JOBS_MAX: usize = 2_000;

/// Questions that were given up whose answers are still taken.
const LATE_MAX: usize = 16;

/// Messages to ask for around one whose place is not known: some of them may be reactions, or
/// not be here.
const PLACE_MESSAGES: u32 = 12;

/// How much clocks of one network differ at the most, as far as questions by time go.
const FUZZ_MS: u64 = 10_000;

/// A time after everything.
const LAST_MS: u64 = 4_102_444_800_000;

/// A place in a conversation's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    msgid: Option<MsgId>,
    time_ms: u64,
}

/// Questions, and the one that was asked.
#[derive(Debug, Default)]
pub(super) struct Histories {
    waiting: VecDeque<Job>,
    asked: Option<AskedJob>,
    /// Questions that were given up, by their numbers: a slow answer is an answer.
    late: BTreeMap<u64, Job>,
    /// How many were asked.
    count: u64,
    /// Direct conversations with news are known.
    targets_done: bool,
}

/// A question that was asked.
#[derive(Debug)]
struct AskedJob {
    job: Job,
    /// Its number.
    number: u64,
    /// When it was asked, or the last line of its answer came.
    at_ms: u64,
}

/// A question, with what is to be done about its answer.
#[derive(Clone, Debug)]
struct Job {
    question: Question,
    /// Pages that may still be asked for.
    pages_left: u32,
    /// The person wanted it.
    wanted: bool,
    /// It was asked by time, since the server did not know the message.
    by_time: bool,
}

#[derive(Clone, Debug)]
enum Question {
    /// The latest page.
    Latest(ConversationId),
    /// Pages before the oldest entry, until what earlier runs received.
    Until(ConversationId),
    /// What is missing at a gap, from the end of the last page on.
    Gap(ConversationId, EntryId, Option<Reference>),
    /// A page before the oldest entry.
    Older(ConversationId),
    Around(ConversationId, MessageReference),
    /// What is before and behind a message of one's own, which was said at some time.
    Place(ConversationId, Box<NewEntry>),
    /// Direct conversations with news.
    Targets,
    Search(Search),
}

/// The answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// What its label was about.
    pub(super) asked: Option<Asked>,
    /// The type of its batch.
    pub(super) kind: Box<str>,
    /// Whose history it is; empty for several.
    pub(super) target: Box<str>,
    pub(super) items: Vec<Gathered>,
    /// There was more than is taken.
    pub(super) cut: bool,
}

impl Turn<'_> {
    /// The connection is there: finds out what was missed.
    pub(super) fn resume_histories(&mut self) {
        if self.session.has_history() {
            return self.enqueue(Question::Targets, false);
        }
        self.session.histories.targets_done = true;
        for id in self.directs() {
            self.cannot_catch_up(id);
        }
    }

    fn directs(&self) -> Vec<ConversationId> {
        let all = self.conversations.values();
        let direct = all.filter(|found| found.kind == ConversationKind::Direct);
        direct.map(|found| found.id).collect()
    }

    /// The connection is gone.
    pub(super) fn histories_end(&mut self) {
        if self.session.histories.targets_done {
            self.client.directs_since_ms = self.latest_ms;
        }
        let jobs = std::mem::take(&mut self.client.session.histories);
        let asked = jobs.asked.into_iter().map(|asked| asked.job);
        for job in asked.chain(jobs.waiting).filter(|job| job.wanted) {
            self.abandoned(&job);
        }
        for conversation in self.client.conversations.values_mut() {
            conversation.work.caught_up = CaughtUp::No;
            // What nothing precedes has no gap before what comes next.
            conversation.work.rooted &= conversation.timeline.latest().is_some();
            if conversation.older == Older::Loading {
                conversation.older = Older::Maybe;
            }
        }
    }

    /// Somebody who waits for an answer is told that none comes.
    fn abandoned(&mut self, job: &Job) {
        match &job.question {
            Question::Latest(id)
            | Question::Older(id)
            | Question::Gap(id, ..)
            | Question::Until(id) => {
                self.event(Event::Fetched { conversation: *id, more: More::Unknown });
            }
            Question::Around(id, reference) => {
                let (conversation, reference) = (*id, reference.clone());
                self.event(Event::Around { conversation, reference, entries: Vec::new() });
            }
            // The message is sent again over the next connection.
            Question::Place(..) => {}
            Question::Search(search) => {
                let search = search.clone();
                self.event(Event::Found { search, entries: Vec::new() });
            }
            Question::Targets => {}
        }
    }

    /// Nothing of a room is asked for any more: the person has left it.
    pub(super) fn history_forget(&mut self, id: ConversationId) {
        let waiting = &mut self.client.session.histories.waiting;
        let (gone, rest): (VecDeque<Job>, _) = std::mem::take(waiting)
            .into_iter()
            .partition(|job| job.question.conversation() == Some(id));
        *waiting = rest;
        for job in gone {
            self.unasked(job);
        }
    }

    /// A question is not asked after all, or not of somebody who has left that room: it can be
    /// asked when they are back.
    fn unasked(&mut self, job: Job) {
        match job.question.clone() {
            Question::Gap(id, gap, _) => {
                let state = if job.wanted { Gap::Open } else { Gap::Waiting };
                self.timeline(id, |timeline| timeline.set_gap(gap, state));
            }
            Question::Latest(id) | Question::Until(id) | Question::Older(id) => {
                if self.get(id).is_some_and(|found| found.older == Older::Loading) {
                    self.set_older(id, Older::Maybe, None);
                }
            }
            // Time has to do.
            Question::Place(id, echo) => self.settle_echo(id, *echo, &[]),
            Question::Around(..) | Question::Targets | Question::Search(_) => {}
        }
        if job.wanted {
            self.abandoned(&job);
        }
    }

    /// Finds out what was missed in a conversation.
    pub(super) fn catch_up(&mut self, id: ConversationId) {
        if !self.session.has_history() {
            return self.cannot_catch_up(id);
        }
        let since_ms = self.directs_since_ms;
        let Some(conversation) = self.get_mut(id) else { return };
        conversation.work.caught_up = CaughtUp::No;
        conversation.work.missed = false;
        conversation.work.behind = true;
        if !conversation.work.rooted {
            conversation.work.since_ms.get_or_insert(since_ms);
        }
        let gaps = conversation.timeline.gaps_to_close();
        let mut jobs: Vec<Question> =
            gaps.iter().map(|&gap| Question::Gap(id, gap, None)).collect();
        if gaps.is_empty() {
            jobs.push(Question::Latest(id));
        } else if !conversation.work.rooted {
            // The connection was lost before the first page came, and something had come by then.
            jobs.push(Question::Until(id));
        }
        if self.session.histories.waiting.len() + jobs.len() > JOBS_MAX {
            return self.cannot_catch_up(id);
        }
        for gap in gaps {
            self.timeline(id, |timeline| timeline.set_gap(gap, Gap::Loading));
        }
        for question in jobs {
            let job = self.job(question, false);
            self.session.histories.waiting.push_back(job);
        }
        self.ask_next();
    }

    /// Asks for what is missing at gaps that came up since the conversation was caught up with.
    pub(super) fn fill_gaps(&mut self, id: ConversationId) {
        let Some(conversation) = self.get(id) else { return };
        let is_here = conversation.is_joined() || conversation.kind == ConversationKind::Direct;
        if !is_here || !self.session.has_history() {
            return;
        }
        for gap in conversation.timeline.waiting_gaps() {
            self.timeline(id, |timeline| timeline.set_gap(gap, Gap::Loading));
            self.enqueue(Question::Gap(id, gap, None), false);
        }
    }

    /// The server cannot say what was missed.
    fn cannot_catch_up(&mut self, id: ConversationId) {
        for gap in self.gaps_to_close(id) {
            self.timeline(id, |timeline| timeline.set_gap(gap, Gap::Unknown));
        }
        self.caught_up(id, CaughtUp::Partly);
    }

    fn gaps_to_close(&self, id: ConversationId) -> Vec<EntryId> {
        self.get(id).map(|found| found.timeline.gaps_to_close()).unwrap_or_default()
    }

    /// A question that is asked by itself about a conversation is answered: if it was the last,
    /// nothing more is fetched there.
    fn caught_up(&mut self, id: ConversationId, how: CaughtUp) {
        let waiting = self.session.histories.waiting.iter();
        let mut own = waiting.filter(|job| !job.wanted && job.question.conversation() == Some(id));
        let last = own.next().is_none();
        let Some(conversation) = self.get_mut(id) else { return };
        conversation.work.missed |= how == CaughtUp::Partly;
        if last {
            let missed = conversation.work.missed;
            conversation.work.behind = false;
            conversation.work.moved = true;
            conversation.work.caught_up = if missed { CaughtUp::Partly } else { CaughtUp::Fully };
            self.event(Event::Conversation(id));
        }
    }

    /// The person wants a page.
    pub(super) fn fetch(&mut self, id: ConversationId, page: FetchPage) {
        let Some(conversation) = self.get(id) else { return };
        let question = match page {
            FetchPage::Older if conversation.older == Older::Loading => return,
            FetchPage::Older if conversation.timeline.is_full() => {
                return self.event(Event::Fetched { conversation: id, more: More::Full });
            }
            FetchPage::Older => Question::Older(id),
            FetchPage::Gap(gap) => Question::Gap(id, gap, None),
            FetchPage::Around(reference) => Question::Around(id, reference),
        };
        let older = matches!(question, Question::Older(_));
        if !self.session.has_history() {
            let job = Job { question, pages_left: 0, wanted: true, by_time: false };
            return self.abandoned(&job);
        }
        if older && let Some(conversation) = self.get_mut(id) {
            conversation.older = Older::Loading;
            self.event(Event::Conversation(id));
        }
        if let Question::Gap(id, gap, _) = question {
            self.timeline(id, |timeline| timeline.set_gap(gap, Gap::Loading));
        }
        self.enqueue(question, true);
    }

    /// Finds out where a message of one's own belongs that was said at some time: it has waited
    /// long enough.
    pub(super) fn find_place(&mut self, id: ConversationId, echo: NewEntry) {
        let job = self.job(Question::Place(id, Box::new(echo)), true);
        let waiting = &mut self.session.histories.waiting;
        let others = waiting.iter().take_while(|job| matches!(job.question, Question::Place(..)));
        let at = others.count();
        waiting.insert(at, job);
        self.ask_next();
    }

    /// The person looks for something.
    pub(super) fn search(&mut self, search: Search) {
        if self.has(Caps::SEARCH | Caps::BATCH) {
            return self.enqueue(Question::Search(search), true);
        }
        self.refuse(search.conversation, Reason::of(Cause::NotSupported));
        self.event(Event::Found { search, entries: Vec::new() });
    }

    fn job(&self, question: Question, wanted: bool) -> Job {
        let pages_left = if wanted { 1 } else { self.config.limits.resume_pages_max };
        Job { question, pages_left, wanted, by_time: false }
    }

    fn enqueue(&mut self, question: Question, wanted: bool) {
        let job = self.job(question, wanted);
        let waiting = &mut self.session.histories.waiting;
        if waiting.len() >= JOBS_MAX {
            return self.abandoned(&job);
        }
        // What a person wants comes before what nobody waits for, and in the order of asking: a
        // long way back in one conversation does not keep the others waiting.
        let wanted_before = waiting.iter().take_while(|job| job.wanted).count();
        let at = if wanted { wanted_before } else { waiting.len() };
        waiting.insert(at, job);
        self.ask_next();
    }

    /// A question goes on with another page, when each other conversation has had one.
    fn go_on(&mut self, job: Job) {
        let id = job.question.conversation();
        let waiting = &mut self.client.session.histories.waiting;
        // What comes later in the same conversation stays behind it.
        let (same, others): (VecDeque<Job>, _) = std::mem::take(waiting)
            .into_iter()
            .partition(|other| !other.wanted && other.question.conversation() == id);
        *waiting = others;
        waiting.push_back(job);
        waiting.extend(same);
    }

    /// Asks the next question, if none is unanswered.
    fn ask_next(&mut self) {
        while self.session.histories.asked.is_none() {
            let Some(job) = self.session.histories.waiting.pop_front() else { return };
            let Some(params) = self.params_of(&job) else {
                // What it was about is no more.
                if let Some(id) = job.question.conversation().filter(|_| !job.wanted) {
                    self.caught_up(id, CaughtUp::Partly);
                }
                continue;
            };
            let (wanted, at_ms) = (job.wanted, self.now.monotonic_ms);
            let histories = &mut self.session.histories;
            histories.count += 1;
            let number = histories.count;
            histories.asked = Some(AskedJob { job, number, at_ms });
            let label = self.session.label(Asked::History(number));
            let mut bytes = Vec::new();
            let mut line = Line::new(&mut bytes, usize::MAX);
            if let Some(label) = &label {
                line = line.tag("label", Some(label));
            }
            let (command, params) = params.split_first().map_or(("", &[][..]), |(c, p)| (c, p));
            params.iter().fold(line.command(command), |line, param| line.param(param)).end();
            if wanted {
                self.send_lines(bytes, 1);
            } else {
                self.send_question(bytes, None);
            }
        }
    }

    /// A line of an answer has come, which may take long on a slow connection.
    pub(super) fn history_comes(&mut self, asked: Option<&Asked>) {
        if self.is_answer(asked, None) {
            let now_ms = self.now.monotonic_ms;
            if let Some(asked) = &mut self.session.histories.asked {
                asked.at_ms = now_ms;
            }
        }
    }

    /// Whether the answer is that to the question that is asked now, and not to one that was
    /// given up, or to none at all: by the label, or, of a server without labels, by what it is
    /// about.
    fn is_answer(&self, asked: Option<&Asked>, about: Option<(&str, &str)>) -> bool {
        let Some(now) = &self.session.histories.asked else { return false };
        if self.has(Caps::LABELS) {
            return asked == Some(&Asked::History(now.number));
        }
        let Some((kind, target)) = about else { return true };
        match &now.job.question {
            Question::Targets => kind == "draft/chathistory-targets",
            Question::Search(_) => matches!(kind, "search" | "soju.im/search"),
            Question::Latest(id)
            | Question::Until(id)
            | Question::Gap(id, ..)
            | Question::Older(id)
            | Question::Around(id, _)
            | Question::Place(id, _) => kind == "chathistory" && self.find(target) == Some(*id),
        }
    }

    /// The answer to a question has come.
    pub(super) fn history_came(&mut self, answer: Answer) {
        let histories = &mut self.client.session.histories;
        let late = match &answer.asked {
            Some(Asked::History(number)) => histories.late.remove(number),
            Some(_) | None => None,
        };
        let job = match late {
            Some(job) => job,
            None if self.is_answer(answer.asked.as_ref(), Some((&answer.kind, &answer.target))) => {
                let Some(asked) = self.session.histories.asked.take() else { return };
                asked.job
            }
            None => return,
        };
        match job.question.clone() {
            Question::Targets => self.targets_came(&answer),
            Question::Search(search) => self.found(search, &answer),
            Question::Around(id, reference) => {
                let page = self.read_page(&answer.items);
                let entries = self.loose(id, page);
                self.event(Event::Around { conversation: id, reference, entries });
            }
            Question::Gap(id, gap, from) => self.gap_page(job, id, gap, from, &answer),
            Question::Latest(id) => self.latest_page(job, id, &answer),
            Question::Until(id) | Question::Older(id) => self.older_page(job, id, &answer),
            Question::Place(id, echo) => self.place_came(id, *echo, &answer),
        }
        self.ask_next();
    }

    /// What is around a message of one's own is known.
    fn place_came(&mut self, id: ConversationId, echo: NewEntry, answer: &Answer) {
        let mut page = self.read_page(&answer.items);
        // The echo bears the name of now, and history that of then.
        let Some(kept) = page.entries.iter_mut().find(|new| new.msgid == echo.msgid) else {
            return self.settle_echo(id, echo, &page.order);
        };
        kept.send_id.clone_from(&echo.send_id);
        kept.own = true;
        let kept = kept.clone();
        let timeline = self.get(id).map(|found| &found.timeline);
        match timeline.and_then(|timeline| timeline.gap_before(&kept, &page.order)) {
            // What comes between it and the gap is missing here, and would be passed over.
            Some(gap) => {
                self.put(id, page, Place::Gap(gap));
            }
            None => self.settle_echo(id, kept, &page.order),
        }
    }

    fn gap_page(
        &mut self,
        mut job: Job,
        id: ConversationId,
        gap: EntryId,
        from: Option<Reference>,
        answer: &Answer,
    ) {
        let page = self.read_page(&answer.items);
        let (is_empty, last) = (page.is_empty, page.last.clone());
        let merged = self.put(id, page, Place::Gap(gap));
        // It has what was asked from, and nothing behind it.
        let is_stuck = last.is_some() && last == from;
        if !answer.cut && (is_empty || merged.overlaps || is_stuck) {
            self.timeline(id, |timeline| timeline.close_gap(gap));
            if job.wanted {
                self.event(Event::Fetched { conversation: id, more: More::No });
            } else {
                self.caught_up(id, CaughtUp::Fully);
            }
            return;
        }
        job.pages_left = job.pages_left.saturating_sub(1);
        if job.pages_left == 0 || last.is_none() {
            self.timeline(id, |timeline| timeline.set_gap(gap, Gap::Open));
            if job.wanted {
                self.event(Event::Fetched { conversation: id, more: More::Maybe });
            } else {
                self.caught_up(id, CaughtUp::Partly);
            }
            return;
        }
        self.timeline(id, |timeline| timeline.set_gap(gap, Gap::Loading));
        job.question = Question::Gap(id, gap, last);
        job.by_time = false;
        self.go_on(job);
    }

    fn latest_page(&mut self, job: Job, id: ConversationId, answer: &Answer) {
        let page = self.read_page(&answer.items);
        let (is_empty, first) = (page.is_empty, page.first.clone());
        if answer.cut {
            return self.cannot_catch_up(id);
        }
        self.put(id, page, Place::Latest);
        self.set_older(id, if is_empty { Older::None } else { Older::Maybe }, first.clone());
        if job.wanted {
            let more = if is_empty { More::No } else { More::Maybe };
            return self.event(Event::Fetched { conversation: id, more });
        }
        self.until(job, id, first);
    }

    /// Goes on until what earlier runs received, or says that it is enough.
    fn until(&mut self, mut job: Job, id: ConversationId, first: Option<Reference>) {
        let Some(conversation) = self.get_mut(id) else { return };
        let since_ms = conversation.work.since_ms.unwrap_or(0);
        let mut received = conversation.work.received.clone();
        if conversation.kind == ConversationKind::Direct && since_ms > 0 && received.is_none() {
            // What was said before that was received, in whatever conversation.
            received = Some(Position { msgid: None, time_ms: since_ms });
        }
        // What is sent again only if it was not said is looked for back to when it was written.
        let unsure_ms = self.unsure_since_ms(id);
        let Some(conversation) = self.get(id) else { return };
        let reached = match (&received, &first) {
            (_, Some(first))
                if unsure_ms.is_some_and(|ms| first.time_ms.saturating_add(FUZZ_MS) >= ms) =>
            {
                false
            }
            (Some(received), Some(first)) => {
                let is_here = |msgid| conversation.timeline.message(msgid).is_some();
                received.msgid.as_ref().is_some_and(is_here)
                    || first.time_ms.saturating_add(FUZZ_MS) < received.time_ms
            }
            (_, None) => true,
            (None, Some(_)) => true,
        };
        job.pages_left = job.pages_left.saturating_sub(1);
        let Some(conversation) = self.get_mut(id) else { return };
        if reached || job.pages_left == 0 || conversation.timeline.is_full() {
            conversation.work.rooted = true;
            conversation.work.since_ms = None;
            let how = if reached { CaughtUp::Fully } else { CaughtUp::Partly };
            return self.caught_up(id, how);
        }
        job.question = Question::Until(id);
        self.go_on(job);
    }

    fn older_page(&mut self, job: Job, id: ConversationId, answer: &Answer) {
        let page = self.read_page(&answer.items);
        let (is_empty, first) = (page.is_empty, page.first.clone());
        if answer.cut {
            self.set_older(id, Older::Unknown, None);
            return self.event(Event::Fetched { conversation: id, more: More::Unknown });
        }
        let before = self.get(id).and_then(|found| found.work.older_from.clone());
        let is_stuck = first.is_some() && first == before;
        if let Some(conversation) = self.get_mut(id) {
            conversation.timeline.forget_fallen();
        }
        self.put(id, page, Place::Older);
        let ended = is_empty || is_stuck;
        self.set_older(id, if ended { Older::None } else { Older::Maybe }, first.clone());
        if job.wanted {
            let more = if ended { More::No } else { More::Maybe };
            return self.event(Event::Fetched { conversation: id, more });
        }
        self.until(job, id, first.filter(|_| !ended));
    }

    fn set_older(&mut self, id: ConversationId, older: Older, from: Option<Reference>) {
        if let Some(conversation) = self.get_mut(id) {
            conversation.older = older;
            if from.is_some() {
                conversation.work.older_from = from;
            }
        }
        self.event(Event::Conversation(id));
    }

    fn found(&mut self, search: Search, answer: &Answer) {
        let entries = answer.items.iter().filter_map(|item| {
            item.with_message(|message| {
                let Some(Item::Entry(new)) = self.item(message, self.time_of(message)) else {
                    return None;
                };
                let target = message.params.get(0).unwrap_or_default();
                let target = self.session.isupport.plain_target(target);
                let direct = !self.session.isupport.is_room(target) && !new.own;
                let place: Box<str> = if direct { new.sender.nick.clone() } else { target.into() };
                Some((place, new.with_id(EntryId(0))))
            })
        });
        let entries = entries.take(self.config.limits.list_entries_max).collect();
        self.event(Event::Found { search, entries });
    }

    /// Direct conversations with news: each is caught up with; nothing was missed in others.
    fn targets_came(&mut self, answer: &Answer) {
        let targets: Vec<(String, u64)> = answer
            .items
            .iter()
            .filter_map(|item| {
                let [_, name, time] = &item.params[..] else { return None };
                Some((name.to_string(), parse_server_time(time)?))
            })
            .filter(|(name, _)| !self.session.isupport.is_room(name))
            .collect();
        let complete = answer.items.len() < self.config.limits.targets_max as usize && !answer.cut;
        let mut with_news = Vec::new();
        for (name, time_ms) in &targets {
            let known = self.find(name);
            let Some(id) = known.or_else(|| self.open(name, ConversationKind::Direct)) else {
                continue;
            };
            if known.is_none() {
                self.direct_opened(id);
            }
            let received_ms = self.get(id).and_then(|found| found.timeline.received_ms());
            if received_ms.is_none_or(|received_ms| *time_ms > received_ms) {
                with_news.push(id);
            }
        }
        for id in self.directs() {
            // Where nothing was received before this connection, nobody knows what was missed;
            // nor where the last connection was lost before it was told.
            let new = self.get(id).is_none_or(|found| {
                let work = &found.work;
                !work.rooted || work.behind || found.timeline.received_ms().is_none()
            });
            if with_news.contains(&id) || new || !complete {
                self.catch_up(id);
            } else {
                // Only the latest: nothing is known of what was missed before.
                if let Some(gap) = self.gaps_to_close(id).pop() {
                    self.timeline(id, |timeline| timeline.close_gap(gap));
                }
                if self.gaps_to_close(id).is_empty() {
                    self.caught_up(id, CaughtUp::Fully);
                } else {
                    self.catch_up(id);
                }
            }
        }
        self.session.histories.targets_done = true;
    }

    /// A question was refused; whose refusal it is, is told as with answers.
    pub(super) fn history_refused(&mut self, asked: Option<&Asked>, reason: Reason) {
        if self.is_answer(asked, None) {
            self.history_failed(reason);
        }
    }

    /// The question that is asked has no answer.
    fn history_failed(&mut self, reason: Reason) {
        let Some(AskedJob { mut job, .. }) = self.session.histories.asked.take() else { return };
        let by_msgid = self.session.isupport.names_by_msgid() && !job.by_time;
        // Who is slow may answer yet, and the next connection asks again.
        let timed_out = reason.cause == Cause::TimedOut;
        let room = job.question.conversation().and_then(|id| self.get(id));
        if room.is_some_and(|it| it.kind != ConversationKind::Direct && !it.is_joined()) {
            self.unasked(job);
            return self.ask_next();
        }
        match job.question.clone() {
            // The server may not know the message any more; the time it does.
            Question::Gap(..) | Question::Until(_) | Question::Older(_)
                if by_msgid && &*reason.code != "INVALID_TARGET" =>
            {
                job.by_time = true;
                self.session.histories.waiting.push_front(job);
            }
            Question::Gap(id, gap, _) => {
                let state = match timed_out {
                    true if job.wanted => Gap::Open,
                    true => Gap::Loading,
                    false => Gap::Unknown,
                };
                self.timeline(id, |timeline| timeline.set_gap(gap, state));
                self.caught_up(id, CaughtUp::Partly);
                if job.wanted {
                    self.abandoned(&job);
                }
            }
            Question::Latest(id) | Question::Until(id) | Question::Older(id) => {
                self.set_older(id, Older::Unknown, None);
                if job.wanted {
                    self.abandoned(&job);
                } else if timed_out {
                    self.caught_up(id, CaughtUp::Partly);
                } else {
                    self.cannot_catch_up(id);
                }
            }
            Question::Targets => {
                for id in self.directs() {
                    self.catch_up(id);
                }
                self.session.histories.targets_done = true;
            }
            Question::Around(..) => self.abandoned(&job),
            // Time has to do.
            Question::Place(id, echo) => self.settle_echo(id, *echo, &[]),
            Question::Search(_) => {
                self.refuse(None, reason);
                self.abandoned(&job);
            }
        }
        self.ask_next();
    }

    /// The question has been unanswered for too long.
    pub(super) fn history_unanswered(&mut self) {
        let histories = &mut self.client.session.histories;
        if let Some(asked) = &mut histories.asked {
            // There is no use in another.
            asked.job.by_time = true;
            if !matches!(asked.job.question, Question::Place(..)) {
                histories.late.insert(asked.number, asked.job.clone());
            }
            if histories.late.len() > LATE_MAX {
                histories.late.pop_first();
            }
        }
        self.history_failed(Reason::of(Cause::TimedOut));
    }
}

impl Answer {
    /// The answer of a server that has nothing to say.
    pub(super) fn none(asked: Option<Asked>) -> Self {
        Self { asked, kind: "".into(), target: "".into(), items: Vec::new(), cut: false }
    }
}

impl Histories {
    pub(super) fn check(&self) {
        assert!(self.waiting.len() <= JOBS_MAX + 1);
        assert!(self.late.len() <= LATE_MAX);
    }

    /// Since when a question is unanswered.
    pub(super) fn asked_ms(&self) -> Option<u64> {
        self.asked.as_ref().map(|asked| asked.at_ms)
    }
}

impl Question {
    fn conversation(&self) -> Option<ConversationId> {
        match self {
            Self::Latest(id)
            | Self::Until(id)
            | Self::Gap(id, ..)
            | Self::Older(id)
            | Self::Around(id, _)
            | Self::Place(id, _) => Some(*id),
            Self::Targets | Self::Search(_) => None,
        }
    }
}

impl Reference {
    fn of(entry: &Entry) -> Self {
        Self { msgid: entry.msgid.clone(), time_ms: entry.time_ms }
    }
}
