# Peyk's window, in English.

app-name = Peyk
tagline = A chat that works where you are

switch-language = فارسی
switch-to-dark = Dark
switch-to-light = Light

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

## Beside the messages

settings = Settings
search = Search
new = New room, person or server
more = More
bot = bot
role-owner = owner
role-operator = operator
role-helper = helper
role-voice = voice
show-members = Show the members
hide-members = Hide the members
encrypted = The connection is encrypted
not-encrypted = The connection is not encrypted
connect-now = Connect now
no-messages = Nothing was said here yet.
no-conversation = Choose a conversation, or begin one with +

## Messages (the window's parts)

reply = Reply
react = React
show-more = Show more
show-less = Show less
retry = Try again
discard = Discard
redact = Take back
copy-text = Copy text
copy-selection = Copy selection
mark-unread = Mark as unread
fetch = Fetch messages
jump-newest = To the newest message
jump-unread = To where reading stopped
jump-date = To a day
month-before = The month before
month-after = The month after
weekdays-short = Mo Tu We Th Fr Sa Su
link-question = This link does not lead to a page: another program would act on it. Open it?
open-link = Open

## The composer

emoji = Emoji
emoji-search = Search by English name
send = Send
close = Close
cancel = Cancel
undo = Undo
redo = Redo
cut = Cut
copy = Copy
paste = Paste
select-all = Select all

## Conversations and members

mark-read = Mark as read
mute = Mute
unmute = Unmute
join = Join
leave = Leave
close-conversation = Close conversation
edit-topic = Change the topic
invite = Invite somebody
disconnect = Disconnect
forget-server = Forget this server
write-to = Write privately
mention = Mention
who-is = Who is this?
op = Make operator
deop = Make no operator
voice = Let speak
devoice = No longer let speak
kick = Put out
ban = Put out and keep out
rooms = Rooms
rooms-filter = Find by name or topic
new-room = New room
new-person = Write to somebody
add-server = Add a server
security = Security
search-hint = What was said
switcher-hint = Where to?
nothing-found = Nothing found

## The first start

welcome = Welcome to Peyk
your-name = Your name
your-name-hint = what others see
where-to = Where to
where-to-hint = host or host:port
password = Password
connect = Connect
connecting = Connecting…
on-this-computer = On this computer
host-here = Start a server here
recent-servers = Recently used

## Settings

setting-language = Language
setting-shade = Theme
shade-light = Light
shade-dark = Dark
shade-desktop = As the desktop
setting-text-size = Text size
percent = { $number }%
setting-notify = Notify me of
notify-everything = Everything
notify-mentions = Mentions
notify-nothing = Nothing
setting-preview = Show what was said in notifications
setting-typing = Let others see that I am typing
setting-presence = Show coming and going
setting-downloads = Downloads go to

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
