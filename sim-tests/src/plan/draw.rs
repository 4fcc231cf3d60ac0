//! A plan is drawn from its seed.

use super::{Act, Deed, Fault, Member, PLACES, Plan, ROOMS, Role, Setting};
use crate::dice::Dice;

/// Names of those who mean well; in two scripts, as people have them.
const NAMES: [&str; 10] =
    ["mina", "omid", "سارا", "navid", "leila", "آرش", "parisa", "kian", "shirin", "darya"];

/// Everybody has started by then.
const STARTED_MS: u64 = 800;

/// Before that nothing goes wrong: there would be nothing that could.
const FAULTS_FROM_MS: u64 = 1_200;

/// When the faults end, at the earliest and at the latest.
const HEAL_MS: (u64, u64) = (7_000, 11_000);

/// Between two acts of anybody, at the most.
const ACT_PAUSE_MAX_MS: u64 = 130;

/// Faults in a run.
const FAULTS: (u64, u64) = (2, 7);

/// How long a fault lasts. Longer ones than the timeouts are among them, and shorter ones.
const FAULT_MS: (u64, u64) = (100, 5_000);

/// Purposes of dice.
const SETTING: u64 = 1;
const CAST: u64 = 2;
const ACTS: u64 = 3;
const STRIKES: u64 = 4;

impl Plan {
    /// The plan of a seed.
    #[must_use]
    pub fn draw(seed: u64) -> Self {
        let setting = draw_setting(&mut Dice::new(seed, SETTING));
        let cast = draw_cast(&mut Dice::new(seed, CAST), &setting);
        let mut dice = Dice::new(seed, STRIKES);
        let heal_at_ms = dice.between(HEAL_MS.0, HEAL_MS.1);
        let mut deeds = draw_faults(&mut dice, &cast, heal_at_ms);
        deeds.extend(draw_acts(&mut Dice::new(seed, ACTS), &setting, &cast, heal_at_ms));
        deeds.sort_by_key(|&(at_ms, _)| at_ms);
        Self { seed, setting, cast, deeds, heal_at_ms }
    }
}

fn draw_setting(dice: &mut Dice) -> Setting {
    let latency_ms =
        dice.pick(&[(1, 5), (1, 20), (1, 20), (5, 60), (1, 120), (40, 160), (10, 250)]);
    let tls = dice.chance(12);
    Setting {
        accounts: tls || dice.chance(50),
        tls,
        rooms: usize::try_from(dice.between(2, ROOMS.len() as u64)).expect("a few"),
        latency_ms,
        write_ms: dice.pick(&[(1, 3), (1, 12), (1, 12), (5, 60), (20, 150)]),
        piece_bytes_max: dice.pick(&[0, 0, 0, 512, 80, 23]),
        sql: dice.chance(12),
        page_max: dice.pick(&[12, 40, 100, 100]),
        sendq_bytes_max: dice.pick(&[24 << 10, 64 << 10, 1 << 20]),
    }
}

fn draw_cast(dice: &mut Dice, setting: &Setting) -> Vec<Member> {
    let mut roles = vec![Role::Client; usize::try_from(dice.between(4, 6)).expect("a few")];
    if setting.accounts && dice.chance(60) {
        roles.push(Role::Device(dice.index(roles.len())));
    }
    let old = usize::try_from(dice.between(1, 2)).expect("a few");
    roles.extend(std::iter::repeat_n(Role::Old, old));
    let sometimes = [
        (80, Role::Plain),
        (25, Role::Plain),
        (60, Role::Slow),
        (60, Role::Flooder),
        (60, Role::Garbage),
    ];
    for (percent, role) in sometimes {
        if dice.chance(percent) {
            roles.push(role);
        }
    }
    let mut names = NAMES.into_iter();
    let mut cast: Vec<Member> = Vec::new();
    for (index, role) in roles.into_iter().enumerate() {
        let name = match role {
            Role::Device(of) => cast[of].name,
            Role::Slow => "sloth",
            Role::Flooder => "torrent",
            Role::Garbage => "noise",
            Role::Client | Role::Old | Role::Plain => names.next().expect("names for all"),
        };
        let place = if role.is_hostile() { PLACES.len() - 1 } else { dice.index(PLACES.len() - 1) };
        // The first is in every room before everybody else, and so its operator.
        let rooms = (0..setting.rooms).filter(|&room| index == 0 || room == 0 || dice.chance(60));
        let rooms = match role {
            Role::Plain => vec![0],
            Role::Device(of) => cast[of].rooms.clone(),
            Role::Garbage => Vec::new(),
            Role::Client | Role::Old | Role::Slow | Role::Flooder => rooms.collect(),
        };
        let start_ms = if index == 0 { 0 } else { dice.between(300, STARTED_MS) };
        cast.push(Member { name, role, place, rooms, start_ms });
    }
    cast
}

/// What an act is before it is known where and to whom.
#[derive(Clone, Copy)]
enum Kind {
    Say,
    Whisper,
    Join,
    Leave,
    Rename,
    Kick,
    Unban,
    Away,
    Back,
    Read,
    Close,
    Crash,
}

/// How often people do what.
const KINDS: [(u64, Kind); 12] = [
    (110, Kind::Say),
    (12, Kind::Whisper),
    (12, Kind::Join),
    (7, Kind::Leave),
    (7, Kind::Rename),
    (9, Kind::Kick),
    (4, Kind::Unban),
    (4, Kind::Away),
    (4, Kind::Back),
    (10, Kind::Read),
    (4, Kind::Close),
    (5, Kind::Crash),
];

fn draw_acts(
    dice: &mut Dice,
    setting: &Setting,
    cast: &[Member],
    heal_at_ms: u64,
) -> Vec<(u64, Deed)> {
    let actors: Vec<_> = (0..cast.len()).filter(|&who| !cast[who].role.is_hostile()).collect();
    let mut acts = Vec::new();
    let mut at_ms = STARTED_MS;
    while at_ms < heal_at_ms {
        let who = dice.pick(&actors);
        if let Some((who, act)) = draw_act(dice, setting, cast, who) {
            acts.push((at_ms, Deed::Do { who, act }));
        }
        at_ms += dice.between(1, ACT_PAUSE_MAX_MS);
    }
    acts
}

fn draw_act(
    dice: &mut Dice,
    setting: &Setting,
    cast: &[Member],
    who: usize,
) -> Option<(usize, Act)> {
    let role = cast[who].role;
    let kind = dice.weighted(&KINDS);
    let room = dice.index(setting.rooms);
    let other = dice.index(cast.len());
    let act = match (kind, role) {
        (Kind::Say, Role::Plain) => Act::Say(0),
        (Kind::Say, _) => Act::Say(room),
        (Kind::Close, _) => Act::Close { ms: dice.between(50, 3_000) },
        (Kind::Crash, _) => Act::Crash { ms: dice.between(50, 3_000), power: dice.chance(50) },
        (_, Role::Plain) => return None,
        (Kind::Whisper, _) if other != who && cast[other].role.is_engine() => Act::Whisper(other),
        (Kind::Whisper, _) => return None,
        (Kind::Join, _) => Act::Join(room),
        (Kind::Leave, _) => Act::Leave(room),
        (Kind::Rename, _) => Act::Rename,
        // Those who are no operators are refused: let it be mostly the one who is.
        (Kind::Kick | Kind::Unban, _) if dice.chance(80) && who != 0 => {
            return draw_act(dice, setting, cast, 0);
        }
        (Kind::Kick, _) if other != who => Act::Kick { room, whom: other, ban: dice.chance(40) },
        (Kind::Kick, _) => return None,
        (Kind::Unban, _) => Act::Unban(room),
        (Kind::Away, _) => Act::Away,
        (Kind::Back, _) => Act::Back,
        (Kind::Read, _) => Act::Read(room),
    };
    Some((who, act))
}

fn draw_faults(dice: &mut Dice, cast: &[Member], heal_at_ms: u64) -> Vec<(u64, Deed)> {
    let count = dice.between(FAULTS.0, FAULTS.1);
    (0..count)
        .map(|_| {
            let at_ms = dice.between(FAULTS_FROM_MS, heal_at_ms - 200);
            (at_ms, Deed::Strike(draw_fault(dice, cast, heal_at_ms - at_ms)))
        })
        .collect()
}

fn draw_fault(dice: &mut Dice, cast: &[Member], left_ms: u64) -> Fault {
    let place = dice.index(PLACES.len());
    let who = dice.index(cast.len());
    let ms = dice.between(FAULT_MS.0, FAULT_MS.1).min(left_ms);
    let short_ms = ms.min(1_500);
    match dice.below(28) {
        0..=2 => Fault::Partition { place, ms },
        3 | 4 => Fault::OneWay { place, to_server: dice.chance(50), ms },
        5 | 6 => Fault::Hold { place, ms },
        7 | 8 => Fault::Lag { place, latency_ms: dice.between(50, 800), ms },
        9 | 10 => Fault::LateReader { who, by_ms: dice.between(20, 600), ms },
        11 | 12 => Fault::Reset { who },
        13 | 14 => Fault::HalfOpen { who },
        15 => Fault::PlaceOff { place, ms },
        16..=18 => Fault::Kill { ms: short_ms },
        19..=21 => Fault::PowerCut { ms: short_ms },
        22 => Fault::Stop { ms: short_ms },
        23 => Fault::DiskStall { ms },
        24 => Fault::CommitsFail { count: u32::try_from(dice.between(1, 4)).expect("a few") },
        25 => Fault::DiskFull { ms: short_ms },
        _ => {
            let by_ms = dice.pick(&[-3_600_000, -5_000, -40, 30, 2_000, 90_000]);
            Fault::ClockStep { by_ms }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_follows_from_its_seed() {
        for seed in 0..50 {
            let plan = Plan::draw(seed);
            assert_eq!(plan, Plan::draw(seed));
            assert!(plan.deeds.is_sorted_by_key(|&(at_ms, _)| at_ms));
            assert!(plan.deeds.len() > 40, "much happens: {}", plan.deeds.len());
            assert!(plan.deeds.iter().all(|&(at_ms, _)| at_ms < plan.heal_at_ms));
        }
        assert_ne!(Plan::draw(1), Plan::draw(2));
    }

    #[test]
    fn every_fault_is_drawn() {
        let mut drawn = std::collections::BTreeSet::new();
        for seed in 0..200 {
            for (_, deed) in Plan::draw(seed).deeds {
                drawn.insert(deed.kind());
            }
        }
        assert_eq!(drawn.len(), 12 + 15, "{drawn:?}");
    }
}
