//! Programs are told to come over TLS only (IRCv3 sts).

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::Sts;
use support::world::World;

fn config(duration_s: u64, preload: bool) -> Config {
    Config { sts: Some(Sts { port: 6697, duration_s, preload }), ..Config::default() }
}

/// The transcript, with capabilities that say nothing of transport left out of lists.
fn shown(world: &World) -> String {
    let lines = world.log().lines().map(|line| match line.split_once(" LS ") {
        Some((start, list)) if list.starts_with([':', '*']) => {
            let names = list.split_ascii_whitespace().map(|name| name.trim_start_matches(':'));
            let names: Vec<_> = names.filter(|name| name.starts_with("sts")).collect();
            format!("{start} LS ... {} ...", names.join(" "))
        }
        Some(_) | None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn it_is_offered_and_cannot_be_asked_for() {
    let mut world = World::new(config(15_552_000, false));
    world.play(
        "mallory (plain)
         mallory> CAP LS 302
         alice> CAP LS 302
         alice> CAP REQ sts
         alice> CAP REQ :batch sts
         alice> CAP REQ :-sts
         alice> CAP REQ :batch
         alice> CAP LIST
         # who knows no values is not told
         bob> CAP LS
    ",
    );
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(shown(&world));
    });
}

#[test]
fn a_policy_changes_and_ends_and_is_never_withdrawn() {
    let mut world = World::new(Config::default());
    world.play(
        "mallory (plain)
         mallory> CAP LS 302
         mallory> NICK mallory
         mallory> USER m 0 * :m
         mallory> CAP END
         *alice bob
         alice> CAP LS 302
         bob> CAP REQ cap-notify
         ---
",
    );
    world.reload(config(2_592_000, true));
    world.reload(config(2_592_000, true));
    world.reload(Config {
        sts: Some(Sts { port: 7000, duration_s: 2_592_000, preload: true }),
        ..Config::default()
    });
    world.reload(config(60, false));
    world.reload(Config::default());
    world.reload(Config::default());
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(shown(&world));
    });
}
