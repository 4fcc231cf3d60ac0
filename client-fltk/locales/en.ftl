# Peyk's window, in English.

app-name = Peyk
tagline = A chat that works where you are

switch-language = فارسی
switch-to-dark = Dark
switch-to-light = Light

help =
    Peyk’s window.

    Usage: peyk [--connect HOST[:PORT]] [--nick NAME] [--profile DIR] [--lang fa|en] [--host] [--drive]

      --connect HOST[:PORT]  go to this server; without it, where you were last
      --nick NAME            be called this there
      --profile DIR          keep settings and messages in this folder
      --lang fa|en           speak Persian or English; without it, as chosen before or the language of your locale
      --host                 run a server inside, for everybody who can reach this computer
      --drive                take commands on standard input and answer in JSON, for scripts
      --help                 print this and stop
      --version              print the version and stop

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
role-owner = founder
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
retry = Send again
discard = Do not send
copy-link = Copy link
copy-selection = Copy selection
jump-newest = To the newest message
jump-unread = To where reading stopped
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
paste = Paste
select-all = Select all

## Conversations and members

rooms = Rooms
rooms-filter = Find by name or topic
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
password-server = Password of the server
password-account = Password of your account
write-password = Write the password
write-server-password = Write the server’s password
another-name = Choose another name
name-is-mine = It is mine: log in
called-otherwise = You are { $nick } here and not { $wanted }, which may be taken or not allowed.
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
setting-quiet = Quiet hours, without notifications
quiet-from = From
quiet-to = Until
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

members-count = Members · { $count }
composer-placeholder = Message { $name }
unread-line = New messages
gap = Messages are missing here. Press to fetch them.
gap-offline = Messages may be missing here until there is a connection.
gap-left = Messages may be missing here while you are not in the room.
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
happened-kicked = { $nick } put { $other } out
happened-kicked-because = { $nick } put { $other } out: { $reason }
happened-renamed = { $nick } is now { $other }
happened-topic = { $nick } set the topic: { $reason }
happened-topic-removed = { $nick } removed the topic
happened-op = { $nick } made { $other } an operator
happened-deop = { $nick } took operator rights from { $other }
happened-voice = { $nick } let { $other } speak
happened-devoice = { $nick } took the right to speak from { $other }
happened-ban = { $nick } banned { $other }
happened-unban = { $nick } lifted the ban on { $other }
happened-mode = { $nick } changed the modes: { $reason }

## The connection

link-connecting = Connecting…
server-at-address = { $address } ({ $name })
link-off = Not connected
room-left = You are not in this room.
link-waiting = No connection. Next try in { $seconds } s.

## The profile

problem-profile-locked = Another Peyk uses the profile { $path }. Close that one, or choose another folder with --profile.
problem-profile-newer = { $path } was written by a newer Peyk. Use that one, or choose another folder with --profile. It was left as it is.
problem-profile-damaged = { $path } cannot be read: { $reason }. Move it away to begin anew, or choose another folder with --profile. It was left as it is.
problem-profile-unusable = The profile { $path } cannot be used: { $reason }. Check the disk and the permissions, or choose another folder with --profile.

## Starting

start-no-name = Write the name that others will see.
start-name-with-space = A name has no spaces. An underscore or a half-space does instead.
start-no-address = Write where the server is: its name or address, such as 192.168.1.7.
start-wrong-address = “{ $address }” is no address. Write a name or an address, and a port if it has another: chat.example, 192.168.1.7 or 192.168.1.7:6697.
hosting = The server runs on this computer. Others reach it at: { $addresses }
copy = Copy
try-again = Try again
quit-message = Peyk
certificate-changed = The server shows another certificate than before: somebody may be in between. Ask whoever runs it whether it is new.
    Before:
    { $pinned }
    Now:
    { $seen }
certificate-trust = Trust the new one
certificate-stay = Do not connect
no-encryption = The server has no encryption: everybody on the way could read what is said.
no-encryption-any-more = No encryption could be agreed on, though there was some before: somebody may be in between. Ask whoever runs the server. Without encryption everybody on the way can read what is said.
connect-plain = Connect without encryption

## Notices

invited = { $nick } invites you to { $room }.
join = Join
account-made = The account { $account } is yours now.
store-failed = What is said cannot be kept on this computer: { $reason }. Check the disk.
message-not-found = That message is not here any more.
cannot-talk-here = Nobody listens here. Choose a room or a person, or write a command.
notification-title = { $nick } in { $room }
notification-press = Open
notification-hidden = New message
composer-command = A command, such as /join #lobby
happened-room-renamed = { $nick } renamed the room to { $other }

## Searching

search-ask = Enter asks the server, too.
search-nothing = Nothing was found.
search-found = { $count } found
channels-fetching = Asking for the rooms…
channels-count = { $count } rooms

## Questions

prompt-room = Which room?
room-name-wrong = A room’s name has no spaces and no commas. An underscore does instead.
prompt-room-hint = One that does not exist yet is made, with you as its operator.
prompt-person = Write to whom?
prompt-person-done = Write
prompt-topic = What is this room about?
prompt-invite = Invite whom?
prompt-invite-done = Invite
prompt-date = Go to which day?
prompt-date-hint = Year, month and day, such as { $example }
prompt-date-done = Go
prompt-date-wrong = “{ $date }” is no day.
prompt-nick = What do you want to be called here?
prompt-reaction = React with what?
prompt-save = Save

## Security

security-address = Address
security-fingerprint = The server’s certificate (SHA-256)
security-version = Encryption
security-software = Software
security-account = Your account
security-lag = Answers within
security-lag-value = { $ms } ms
security-own = Your certificate (SHA-256)
security-authority = The connection is encrypted, and an authority that this computer trusts vouches for the server.
security-pinned = The connection is encrypted, and the server is the same as before.
security-first = The connection is encrypted. The certificate was seen for the first time: compare its fingerprint with what the server’s administrator says.
security-here = The connection is not encrypted, and does not leave this computer.
security-plain = The connection is not encrypted: everybody on the way can read what is said.
security-none = There is no connection.

## People

person-gone = { $nick } is not there.
person-realname = Name
person-account = Account
person-address = Address
person-away = Away
person-rooms = Rooms
person-since = There since
person-idle = Silent for
person-idle-value = { $minutes } min

## Who is banned

bans = Banned here
bans-fetching = Asking who is banned from { $room }…
bans-none = Nobody is banned from { $room }.
bans-some = Whoever matches one of these is kept out of { $room }.
ban-by = By { $nick }
ban-by-at = By { $nick }, { $date }
ban-lift = Lift the ban

## Menus

menu-reply = Reply
menu-copy = Copy
menu-redact = Take back
menu-retry = Send again
menu-discard = Do not send
menu-mark-unread = Mark as unread from here
menu-write = Write to
menu-mention = Mention
menu-who = Who is this?
menu-op = Make operator
menu-deop = No longer operator
menu-voice = Let speak
menu-devoice = No longer let speak
menu-kick = Put out of the room
menu-ban = Put out and keep out
menu-read = Mark as read
menu-mute = Mute
menu-unmute = Unmute
menu-topic = Change the topic…
menu-invite = Invite…
menu-bans = Banned people…
menu-leave = Leave the room
menu-close = Close
menu-date = Go to a day…
menu-channels = Rooms…
menu-new-room = New room…
menu-new-person = Write to somebody…
menu-nick = Change my name here…
menu-away = I am away
menu-back = I am back
menu-log-in = Log in to my account…
menu-server-password = Password of the server…
menu-connect = Connect
menu-disconnect = Disconnect
menu-hosting = Address for others…
menu-security = Security of the connection
menu-add-server = Another server…
menu-forget = Forget this server…
forget-question = Forget { $server }? What was said there is deleted from this computer.
forget = Delete and forget
forget-not = Keep it

## Commands with a slash

away-reason = away
slash-unknown = There is no command { $command }. See what there is with /help. To begin a message with a slash, write two.
not-said-yet = Too many messages wait for their conversations. Send this one again in a while.
not-said = That was not said to { $nick }.
slash-usage = Write it as { $usage }
slash-room-only = { $command } is for rooms.
slash-away = be away, and why
slash-back = be back
slash-ban = keep somebody out of the room
slash-bans = show who is kept out of the room, and let them in again
slash-close = close this conversation
slash-deop = make somebody no longer operator
slash-devoice = no longer let somebody speak
slash-help = show all commands
slash-invite = invite somebody to this room
slash-join = go to a room
slash-kick = put somebody out of the room
slash-leave = leave this room
slash-list = show the server’s rooms
slash-login = log in with a password
slash-me = say what you do
slash-mode = change the room’s modes
slash-msg = write to somebody alone
slash-mute = no notifications from here
slash-nick = change your name here
slash-notice = say something that programs do not answer
slash-op = make somebody operator
slash-password = set the password of your account, for your other devices
slash-quit = disconnect from this server
slash-raw = send a line of the protocol as it is
slash-register = make an account of your name
slash-search = search what was said
slash-server = connect to another server
slash-topic = change what the room is about
slash-unban = no longer keep out
slash-unmute = notifications from here again
slash-verify = confirm an account with a code
slash-voice = let somebody speak
slash-whois = show who somebody is

error-no-profile = peyk: there is no home folder to keep settings and messages in. Say where with --profile DIR.
