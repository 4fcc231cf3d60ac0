# Peyk's window, in English.

app-name = Peyk
tagline = A chat that works where you are
about =
    Run one small server on any computer, and everyone around it can talk. It needs no internet, no account and no other service, and it is at home in Persian and in English.

ways-title = How to chat today
ways-note = This window only introduces Peyk: it cannot chat yet. These can:
way-serve = Start a server on this computer
way-terminal = Chat from a terminal
way-irc = Chat from any IRC program

switch-language = فارسی
switch-to-dark = Dark
switch-to-light = Light
version = Version { $number }

help =
    Peyk's window.

    Usage: peyk [--lang fa|en]

      --lang fa|en   speak Persian or English; without it, the language of your locale
      --help         print this and stop
      --version      print the version and stop

error-unknown-option = peyk: there is no option “{ $option }”. See what there is with: peyk --help
error-missing-value = peyk: “{ $option }” needs a value. See which with: peyk --help
error-language = peyk: “{ $value }” is not a language that Peyk speaks. Use --lang fa or --lang en.
error-no-display = peyk: there is no screen to open a window on. Start it inside a desktop, or set DISPLAY or WAYLAND_DISPLAY.
error-window = peyk: the window could not be opened: { $reason }
warning-font = peyk: the font that comes with the window could not be loaded ({ $reason }); the fonts of this computer are used.

## Days and times

months = January February March April May June July August September October November December
weekday-saturday = Saturday
weekday-sunday = Sunday
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
day-today = Today
day-yesterday = Yesterday
day-of-year = { $weekday }, { $day } { $month }
day-with-year = { $weekday }, { $day } { $month } { $year }
date-time = { $day } { $month } { $year }, { $time }

## Conversations

members-count = { $count } members
composer-placeholder = Message { $name }
unread-line = New messages
gap = Messages are missing here. Press to fetch them.
gap-fetching = Fetching messages…
message-redacted = This message was taken back.
quote-unknown = A message that is not here
list-separator = {", "}
typing-one = { $nick } is typing…
typing-two = { $nick } and { $other } are typing…
typing-many = Several people are typing…

## What happened

happened-joined = { $nick } joined
happened-left = { $nick } left
happened-left-because = { $nick } left: { $reason }
happened-quit = { $nick } is gone
happened-quit-because = { $nick } is gone: { $reason }
happened-kicked = { $other } put { $nick } out
happened-kicked-because = { $other } put { $nick } out: { $reason }
happened-renamed = { $nick } is now { $reason }
happened-topic = { $nick } set the topic: { $reason }
happened-topic-removed = { $nick } removed the topic
happened-mode = { $nick } changed the modes: { $reason }

## The connection

link-connecting = Connecting…
link-off = Not connected
link-waiting = No connection. Next try in { $seconds } s.

## The profile

problem-profile-locked = Another Peyk uses the profile { $path }. Close that one, or choose another folder with --profile.
problem-profile-newer = { $path } was written by a newer Peyk. Use that one, or choose another folder with --profile. It was left as it is.
problem-profile-damaged = { $path } cannot be read: { $reason }. Move it away to begin anew, or choose another folder with --profile. It was left as it is.
problem-profile-unusable = The profile { $path } cannot be used: { $reason }. Check the disk and the permissions, or choose another folder with --profile.
