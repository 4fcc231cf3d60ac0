# Sentences of the server. One line each; keys in kebab-case; the same keys in fa.ftl.

## Plain mode

plain-left = [{ $name }] left the chat

## The server

server-running = Server running on { $address }

## Starting the server

server-fingerprint = The certificate's SHA-256 fingerprint is { $fingerprint }
check-fine = The configuration is fine.
hash-prompt = Type the password and press Enter:
hash-empty = There is no password: write it on the first line of the standard input.
hash-failed = The password could not be hashed: the system gives no random numbers.
problem-flag = The command line is wrong: { $reason }. See "peykd --help".
problem-choice = { $flag } cannot be "{ $value }". Choose one of: { $choices }.
problem-address = "{ $value }" is not an address to listen on. Write IP:PORT, such as 0.0.0.0:5000 or [::]:5000.
problem-config-unread = The configuration { $file } cannot be read: { $reason }. Check the path given to --config.
problem-config-wrong = { $file }, line { $line }: { $reason }. Correct it; "peykd config" prints every key with its explanation.
problem-motd-unread = The message of the day { $path } cannot be read: { $reason }. Check motd_file.
problem-name = "{ $value }" cannot be the { $key }: it must have at least one letter, no spaces, and not begin with a colon.
problem-icon = "{ $value }" cannot be the icon: it must be a URL that begins with https:// (or http://), of at most 300 ASCII characters.
problem-channel = "{ $value }" cannot be the default_channel: it must begin with # and be short, without spaces and commas.
problem-password = A password in the configuration is not an argon2id PHC string. Make one with "peykd hash".
problem-too-small = { $key } is { $value }, but must be at least { $least }.
problem-listen-in-use = { $address } is already in use. Stop the program that listens there, or choose another port with --listen.
problem-listen-denied = This user may not listen on { $address }. Ports below 1024 are reserved: choose another with --listen.
problem-listen-elsewhere = { $address } is not an address of this machine. Choose another with --listen.
problem-listen = Cannot listen on { $address }: { $reason }. Choose another address with --listen.
problem-data = The data folder { $path } cannot be used: { $reason }. Choose another with --data.
problem-store-locked = Another server uses the data folder { $folder }. Stop that one, or choose another folder with --data.
problem-store-foreign = { $path } is not a database of peykd. Move it away, or choose another folder with --data. It was left as it is.
problem-store-newer = { $path } was written by a newer peykd (version { $version } of the database; this one knows { $known }). Start that one, or choose another folder with --data. It was left as it is.
problem-store-damaged = { $path } is damaged: { $reason }. Put a backup in its place, or move it away together with its -wal file to begin anew. It was left as it is.
problem-store-unusable = { $path } cannot be used: { $reason }. Check the disk and the permissions, or choose another folder with --data.
problem-backup-nothing = There is no database in { $folder }. Say with --data which folder the server uses.
problem-backup-exists = { $path } already exists. Choose another name for the backup, or move it away.
problem-backup-failed = The backup { $path } cannot be written: { $reason }. Check the disk and the permissions.
problem-no-data = There is no home folder to keep the server's data in. Say where with --data.
problem-certificate-unread = The certificate or key { $path } cannot be read: { $reason }. Check its path and permissions.
problem-certificate-wrong = The certificate { $path } cannot be used: { $reason }. Check that it is PEM and belongs to its key.

## Keeping

config-durability = What a message survives before anybody sees it: "disk" (a power cut), "os" (the end of the server) or "memory" (nothing).
config-history-keep-days = Days after which messages are forgotten; 0 for never.
help-durability = What a message survives before anybody sees it: a power cut, the end of the server, or nothing.
help-backup = Copy the database to FILE, also while the server runs. It is peyk.db of a data folder.
problem-backup-where = backup: say where to, as in: peykd backup FILE
backup-done = The backup is in { $path }. To use it, put it into a data folder as peyk.db.

## The store

store-full = The disk is full: { $path } cannot keep anything until there is space again.
store-read-only = { $path } cannot be written: the disk or the file is read-only. Make it writable; the server goes on then.
store-damaged = { $path } is damaged: { $reason }. Stop the server and put a backup in its place.
store-failed = { $path } cannot be read or written: { $reason }. Check the disk.
store-ended = a part of the server has ended; start it anew
store-no-log = its disk has no shared memory for a write-ahead log, as disks over a network

## Help

help-about = peykd is the chat server Peyk. It needs no set-up: start it, and people can join.
help-usage = Usage:
help-flags = Flags and commands:
help-config = Read the configuration from this TOML file.
help-listen = Listen on this IP:PORT; can be repeated. Default: 0.0.0.0:5000 and [::]:5000.
help-data = Keep certificate and data in this folder. Default: ~/.local/share/peyk.
help-name = The server's name.
help-lang = The language of the server's own sentences. Default: the system's.
help-plaintext = Where connections without encryption are served. Default: loopback, from this machine only.
help-help = Print this help.
help-version = Print the version.
help-check = Say whether the configuration is fine, or what is wrong.
help-print-config = Print a configuration file with every key, its default and its explanation.
help-hash = Read a password from the standard input and print it as the configuration needs it.
help-signals = SIGTERM and Ctrl-C stop the server; SIGHUP makes it read configuration and certificate anew.

## The configuration file

config-about = Peyk's configuration. Every key is here with its default; remove the # in front of those you change.
config-listen = Addresses to listen on, IP:PORT. Takes effect when the server starts.
config-data = Folder for certificate and data; by default ~/.local/share/peyk. Paths are relative to this file.
config-name = The server's name, by custom a hostname.
config-network = The network's name, which people read when they join.
config-icon = The URL of a picture that stands for the network in programs; by default none.
config-description = A few words about this server, for WHOIS and LINKS; by default the network's name.
config-lang = Language of the server's own sentences: "en" or "fa"; by default the system's.
config-plaintext = Where connections without encryption are served: "loopback" (this machine only), "anywhere" or "never".
config-default-channel = The room for those who connect with nc or a simple program.
config-motd = The message of the day.
config-motd-file = A file with the message of the day, used in place of the key above.
config-admin = Lines that say who runs this server and how to reach them.
config-password = A password that everybody must give, as "peykd hash" prints it; by default none.
config-tls-certificate = Your own certificate chain in PEM, in place of the one that the server makes for itself.
config-tls-key = The certificate's private key in PEM.
config-tls-sts-duration = For this many seconds programs that were here over TLS come over TLS only (STS); by default nothing is said of it. Only with a certificate that programs trust; 0 ends it.
config-tls-sts-port = The port where those without TLS are told to come with it; by default the first that is listened on.
config-tls-sts-preload = Whether the host's name may be on the lists for this that programs bring along.
config-operator-name = An operator's name, for OPER. Repeat this table for each operator.
config-operator-password = The operator's password, as "peykd hash" prints it.
config-line-bytes-max = Bytes of a line without its tags; 512 is the protocol's.
config-nick-bytes-max = Bytes of a nickname; a Persian letter takes two.
config-user-bytes-max = Bytes of a username.
config-channel-bytes-max = Bytes of a channel's name.
config-topic-bytes-max = Bytes of a topic.
config-kick-bytes-max = Bytes of a kick's reason.
config-away-bytes-max = Bytes of an away message.
config-realname-bytes-max = Bytes of a realname.
config-key-bytes-max = Bytes of a channel's key.
config-channels-per-user-max = Channels one user may be in.
config-list-entries-max = Entries in each of a channel's lists, such as bans.
config-targets-max = Receivers of one message.
config-monitor-max = Nicknames one session may watch with MONITOR.
config-modes-max = Mode changes with a parameter in one MODE.
config-whowas-max = Users that have gone, remembered for WHOWAS.
config-sendq-bytes-max = Bytes that may wait for one person who does not read; who has more waiting is cut off.
config-recvq-bytes-max = Bytes of lines that may wait for flood control.
config-connections-max = Connections in all.
config-connections-per-address-max = Connections from one address at a time; 0 for no limit.
config-connects-per-window-max = New connections from one address within throttle_window_ms; 0 for no limit.
config-accounts-per-hour-max = Accounts that one address may make in an hour; 0 for no limit.
config-exempt-loopback = Whether connections from this machine are exempt from the three limits above.
config-channels-max = Channels in all.
config-registration-ms = Milliseconds that a connection may take to say who it is.
config-hint-after-ms = A silent connection is told how to begin after this many milliseconds.
config-ping-interval-ms = Who has said nothing for this many milliseconds is asked whether they are there.
config-ping-timeout-ms = Who does not answer that within this many milliseconds is gone.
config-throttle-window-ms = The window for connects_per_window_max, in milliseconds.
config-flood-enabled = Whether those who speak too fast are slowed down.
config-burst-units = How much can be said at once; most commands cost one unit.
config-unit-ms = Milliseconds until one unit is given back.

## Batches and messages of several lines

fail-batch-reference = A batch's reference is of ASCII letters, digits and hyphens
fail-batch-type = There is no such type of batch, or you have not negotiated it
fail-batch-timeout = The batch was left open for too long and nothing of it was sent. Send it again.
fail-multiline-max-bytes = The message is too long and was not sent: send it in parts
fail-multiline-max-lines = The message has too many lines and was not sent: send it in parts
fail-multiline-target = A line's target is not the message's: nothing of it was sent
fail-multiline-one-target = A message of several lines needs one target
fail-multiline-mixed = The lines of a message are all PRIVMSG or all NOTICE: nothing of it was sent
fail-multiline-other-command = The lines of a message are PRIVMSG or NOTICE, and nothing else: nothing of it was sent
fail-multiline-tags = A line of a message has no other tags; those of the message belong to BATCH. Nothing of it was sent.
fail-multiline-no-text = A line of the message has no target or no text: nothing of it was sent
fail-multiline-blank-concat = A blank line cannot go on with the one before: nothing of the message was sent
fail-multiline-only-blank = The message has only blank lines and was not sent
fail-multiline-empty = The message has no lines and was not sent
fail-multiline-broken-off = Something else came before the end of the message: nothing of it was sent
fail-multiline-not-open = There is no such open batch
config-multiline-bytes-max = Bytes of a message of several lines.
config-multiline-lines-max = Lines of a message of several lines.
config-batch-ms = A batch (a message of several lines) must end within this many milliseconds.

## What the client says of the connection and of what was refused

client-host-not-found = The address { $about } cannot be found. Check its spelling and your network.
client-connection-refused = Nobody listens at { $about }. Check the port, and whether the server runs.
client-unreachable = There is no way to { $about }. Check your network.
client-timed-out = { $about } does not answer.
client-tls-failed = The encryption with { $about } failed: { $words }
client-certificate-changed = { $about } shows another certificate than before. Somebody may be listening in: ask whoever runs the server before you go on.
client-connect-failed = { $about } cannot be reached: { $words }
client-server-closed = { $about } closed the connection.
client-connection-lost = The connection to { $about } was lost.
client-server-error = The server ended the connection: { $words }
client-needs-server-password = The server wants a password. Whoever runs it can tell you.
client-wrong-server-password = This is not the password of the server. Whoever runs it can tell you.
client-banned-from-server = You are banned from this server: { $words }
client-tls-required = { $about } is for encrypted connections only, and none could be made.
client-no-nickname = None of your nicknames could be had. Choose another.
client-login-failed = Logging in failed: { $words }
client-server-unproved = { $about } does not know your password although it should. It may not be the right server: you were not logged in.
client-no-login = { $about } has no safe way to log in with what you gave.
client-not-connected = You are not connected.
client-not-supported = This server cannot do that.
client-no-such-nick = { $about } is not there.
client-no-such-room = There is no room { $about }.
client-cannot-send = { $about } does not let you speak: { $words }
client-not-in-room = You are not in { $about }.
client-too-many-rooms = You are in too many rooms to join { $about }.
client-room-full = { $about } is full.
client-invite-only = { $about } is for invited people.
client-banned-from-room = You are banned from { $about }.
client-wrong-key = { $about } has a key, and this is not it.
client-room-name-too-long = { $about } is too long for a room’s name.
client-bad-room-name = { $about } cannot be a room's name.
client-needs-account = { $about } is for people with an account: { $words }
client-no-rights = You have no right to do that: { $words }
client-nickname-in-use = Somebody else is called { $about }.
client-bad-nickname = You cannot be called { $about }: { $words }
client-too-long = The message is too long.
client-too-many-waiting = Too many messages wait to be sent. Wait until there is a connection.
client-too-many-conversations = There are too many conversations. Close some.
client-nothing-to-send = There is nothing to send.
client-unconfirmed = The connection was lost before the server confirmed this. Look whether it was said before you send it again.
client-no-such-message = That message is not there any more.
client-too-late-to-redact = It is too late to take that message back.
client-account-exists = There is an account { $about } already. Log in, or choose another name.
client-weak-password = The password is too weak: { $words }
client-wrong-code = The code is wrong.
client-try-later = The server asks you to wait: { $words }
client-refused = The server refused: { $words }

## The page for browsers

page-title = { $network }, a Peyk chat
page-about = This is { $server }, a chat server that works without the internet.
page-irc = Join with any IRC client: this host, port { $port }, with TLS, room { $channel }.
page-netcat = On the server's own machine { $command } is enough: the first line is your name.
page-fingerprint = SHA-256 fingerprint of the certificate:

## Why a connection ends

closing-link = Closing link: { $host } ({ $why })
close-stopping = The server is stopping. Come back in a while.
close-server-full = The server is full. Try again later.
close-too-many-connections = Too many connections from your address. Close some, or wait a minute.
close-plaintext = This server takes unencrypted connections only from its own machine. Connect with TLS, on the same port.
close-recvq = You sent more than the server could take. Send more slowly.
close-bad-password = The password is wrong. Connect again with the right one.
close-no-room = This server has no room for plain mode. Tell its administrator to set default_channel.
close-room-closed = The room is closed to you. Ask one of its operators.
quit-closed = Connection closed
quit-reset = Connection reset
quit-tls = TLS error
quit-sendq = SendQ exceeded
quit-exit = Left the chat
quit-message = Quit: { $text }
quit-plain = Quit
quit-ping-timeout = Ping timeout: { $seconds } seconds
quit-registration-timeout = Registration timed out. Connect again and give a name.

## Plain mode's sentences

plain-hint = Welcome to Peyk. Write your name and press Enter; then everything you write goes to the room. exit leaves.
plain-welcome = Welcome, { $name }. Everything you write goes to { $room }; exit leaves.
plain-private-name = { $name } (to you alone)
plain-renamed = [{ $old }] is now [{ $new }]
plain-invited = { $name } invites you to { $channel }. Use an IRC client to go there.
plain-line-too-long = That line was too long and was not sent. Send it in parts.
plain-not-utf8 = That line was not UTF-8 and was not sent. Set your terminal to UTF-8.
plain-bad-name = { $name } cannot be a name. Write another, with letters and digits.
plain-name-taken = { $name } is taken. Write another name.
plain-cannot-speak = You may not speak in this room now. Ask one of its operators.
plain-not-in-room = You are not in the room any more. Connect again to come back.
plain-admitted = The password is right. Now write your name.

## Connection registration

welcome = Welcome to { $network }, { $source }
your-host = Your host is { $server }, running version { $version }
created = This server was started { $time }
isupport = are supported by this server
luser-client = There are { $visible } users and { $invisible } invisible on 1 server
luser-op = IRC operators online
luser-unknown = unknown connections
luser-channels = channels formed
luser-me = I have { $users } clients and 0 servers
local-users = Current local users { $users }, max { $max }
global-users = Current global users { $users }, max { $max }
motd-start = - { $server } Message of the day -
end-of-motd = End of the message of the day

## Errors

err-no-motd = There is no message of the day
err-tags-too-long = The message's tags are too long
err-line-too-long = The line is too long
err-not-registered = You have not registered: send NICK and USER first
err-already-registered = You are registered already
err-no-privileges = Permission denied: only IRC operators may do that
err-need-more-params = Not enough parameters
err-unknown-command = Unknown command
err-invalid-cap-command = Invalid CAP command
err-password-mismatch = The password is wrong
err-no-nickname-given = No nickname given
err-erroneous-nickname = This cannot be a nickname: use letters and digits, not too many
err-nickname-in-use = The nickname is in use, or looks like one that is
err-ban-nick-change = You are banned there and cannot change your nickname
err-no-such-nick = No such nickname
err-no-such-channel = No such channel
err-not-on-channel = You are not on that channel
err-user-not-in-channel = They are not on that channel
err-user-on-channel = is already on that channel
err-too-many-channels = You have joined too many channels: leave one first
err-no-more-channels = The server has too many channels to make another
err-cannot-send-not-member = Cannot send to the channel: join it first
err-cannot-send-moderated = Cannot send to the channel: it is moderated (+m)
err-cannot-send-banned = Cannot send to the channel: you are banned (+b)
err-cannot-send-ctcp = Cannot send to the channel: it takes no CTCP (+C)
err-list-full = The channel's list is full: remove an entry first
err-banned = Cannot join the channel: you are banned (+b)
err-invite-only = Cannot join the channel: it is for the invited only (+i)
err-bad-key = Cannot join the channel: it needs the right key (+k)
err-channel-full = Cannot join the channel: it is full (+l)
err-founder-needed = You must be the channel's founder
err-operator-needed = You must be a channel operator
err-half-operator-needed = You must be a channel half-operator
err-no-recipient = No recipient given ({ $command })
err-no-text-to-send = No text to send
err-too-many-targets = Too many targets: this one and those after it were left out
fail-invalid-utf8 = The message was rejected: it is not UTF-8
fail-invalid-message = The message was rejected: it is malformed

## Notices to operators

notice-rehashed = The configuration was read anew.
notice-rehash-failed = The configuration was not changed: { $why }

## Channels

no-topic = No topic is set
end-of-names = End of the list of names
end-of-invitations = End of the list of invitations
list-start = Users  Name
list-end = End of the list of channels
end-of-ban-list = End of the list of bans
end-of-exception-list = End of the list of ban exceptions
end-of-invite-exception-list = End of the list of invite exceptions
err-users-dont-match = You can see and change only your own modes
err-unknown-user-mode = Unknown user mode
err-unknown-mode = is not a channel mode
err-invalid-key = This cannot be a key: no spaces, commas or colon at its beginning
err-invalid-mode-param = The mode's parameter is missing or wrong

## Users and operators

end-of-who = End of WHO
end-of-whois = End of WHOIS
end-of-whowas = End of WHOWAS
err-was-no-such-nick = There was no such nickname
whois-account = is logged in as
whois-actually = is actually connecting from
whois-bot = is a bot
whois-host = is connecting from *@{ $host } { $address }
whois-modes = is using modes { $modes }
whois-idle = seconds idle, signon time
whois-operator = is an IRC operator
whois-secure = is using a secure connection
away-unspecified = Not here just now
now-away = You have been marked as being away
fail-invalid-realname = This cannot be a realname: it is empty or too long
fail-invalid-hostname = This cannot be a hostname
end-of-monitor-list = End of the MONITOR list
err-monitor-list-full = The MONITOR list is full: remove some nicknames first
you-are-operator = You are now an IRC operator
rehashing = Reading the configuration anew

## Questions about the server

err-no-such-server = No such server
version = A chat that works where you are
info-about = Peyk is a chat server that needs no internet, no account elsewhere and no other service.
info-works = It speaks IRCv3, on one port with and without TLS, and lines of plain text.
info-licence = It is free software under the MIT licence.
end-of-info = End of INFO
err-no-admin-info = Nobody has said who runs this server
admin-me = Who runs this server
end-of-links = End of LINKS
err-help-not-found = There is no help on that: HELP lists the topics

## Who is there

not-away = You are no longer marked as away

## Operators' commands

kill-no-reason = No reason given
killed = Killed ({ $oper } ({ $reason }))

## Questions about the server

topic-title = Help; HELP <topic> or HELP <command> tells more
end-of-help = End of HELP
topic-connection = NICK name changes your nickname. QUIT :reason leaves. CAP, PASS, USER, PING and PONG are sent by your program.
topic-accounts = REGISTER * * password makes an account of your nickname, which is then yours alone. VERIFY name code finishes that where a code is asked for. PERSISTENCE SET ON keeps you in your channels while no device is connected. AUTHENTICATE is sent by your program when it logs in.
topic-channels = JOIN #room enters a channel, or makes it; PART #room :reason leaves it. TOPIC #room :text says what it is about. NAMES #room and LIST show who and what is there. INVITE name #room (alone: where you are invited) and KICK #room name :reason bring people in and out. RENAME #room #name :reason gives a room another name.
topic-modes = MODE #room +o name makes an operator, +h a half-operator, +v gives a voice; +b mask bans (~a:account whoever is logged in to it, ~U who is not, ~m:mask only silences), +i admits the invited only, +k key, +l limit, +m, +n, +s, +t, +C. MODE name +i hides you from those you share no channel with; +w shows you WALLOPS, +B marks you as a bot.
topic-messages = PRIVMSG #room :text or PRIVMSG name :text sends a message; NOTICE does the same and is never answered by programs. TAGMSG sends tags without a text. CHATHISTORY LATEST #room * 50 shows what was said before. REDACT target id :reason takes a message back. SEARCH text=words;in=#room finds messages. MARKREAD is sent by your program.
topic-people = WHOIS name tells of somebody, WHOWAS name of somebody who was here. WHO #room or WHO mask lists people. USERHOST name and ISON name are for programs.
topic-presence = AWAY :message marks you as away, AWAY alone as back. SETNAME :text changes your realname. METADATA * SET key :value says something about you (avatar, display-name, ...), METADATA name LIST shows what others say. MONITOR + name tells you when somebody comes and goes; - takes from the list, C clears it, L and S show it.
topic-server = MOTD, INFO, ADMIN, VERSION, TIME, LUSERS and LINKS tell of this server. ISUPPORT is for programs. HELP lists the topics.
topic-operators = OPER name password makes you an IRC operator. KILL name :reason cuts somebody off, CHGHOST name host changes a hostname, WALLOPS :text speaks to all with +w, REHASH reads the configuration anew.
err-too-many-matches = There are more: narrow what you ask for

## Accounts

fail-account-exists = The name is taken, or looks like one that is
fail-bad-account-name = This cannot be the name of an account
fail-too-many-accounts = Your address has made many accounts. Try again in an hour, or ask the administrator.
fail-no-more-accounts = There is no room for another account. Ask the administrator.
fail-no-such-account = There is no account of that name
fail-not-logged-in = Log in to an account first
fail-channel-registered = The channel is registered already
fail-channel-not-registered = Nobody has registered this channel
away-absent = No device is connected; messages wait

## NickServ and ChanServ

service-empty = Say a command; HELP lists them
service-unknown = There is no { $command } here. /msg { $service } HELP lists the commands.
service-usage = It is used like this: { $usage }
service-refused = That cannot be done now
cs-access = Shows who gets which prefix whenever they join; the founder adds accounts and takes them out.
cs-drop = Gives your channel up. Say its name twice: DROP #room #room. It is gone when the last member leaves.
cs-info = Says whose a channel is, and since when.
cs-list = Lists your channels.
cs-op = Gives you the prefix that your account has in a channel.
cs-register = Makes a channel yours: it outlives its last member, with its topic, modes and history. You must be its operator.
cs-registered = { $channel } is yours now
cs-dropped = { $channel } is no longer registered
cs-about = { $channel } was registered by { $founder } at { $time }
cs-none = You have registered no channel
cs-access-given = { $account } now joins as { $level }
cs-access-taken = { $account } is no longer listed
cs-opped = You have what your account has here
cs-transfer = Gives your channel to another account; you stay its operator.
cs-transferred = { $channel } is now the channel of { $account }
ns-alwayson = With ALWAYSON on you stay in your channels while no device is connected, and find what was said.
ns-cert = Shows the certificates that log in to your account without a password; ADD and DEL take SHA-256 fingerprints.
ns-drop = Removes your account. Say its name twice: DROP account account.
ns-ghost = Cuts off your other devices under a nickname.
ns-identify = Logs in to an account; without its name, to that of your nickname.
ns-info = Says since when there is an account.
ns-logout = Logs out of your account.
ns-password = Gives your account a new password.
ns-register = Makes an account of your nickname, which is then yours alone; the e-mail address is for the administrator.
ns-now-always-on = You stay in your channels while no device is connected
ns-no-longer-always-on = You leave when your last device does
ns-no-certificates = No certificate logs in to your account
ns-certificate-taken = That certificate logs in to another account
ns-certificates-changed = Your certificates were changed
ns-dropped = Your account is no more
ns-not-yours = That nickname is not of your account
ns-ghost-gone = The other devices were cut off
ns-about = { $account } is an account since { $time }
ns-several-devices = Other devices of yours are connected: disconnect them first, or GHOST them
ns-logged-out = You are logged out
ns-identified = You are logged in
ns-password-changed = Your password is changed
quit-ghost = Cut off by another device
topic-services = CHANSERV (or CS) and NICKSERV (or NS) look after channels and nicknames that belong to somebody: CS HELP and NS HELP list what they do. /msg ChanServ and /msg NickServ are the same.

## Redaction

fail-redact-target = You cannot redact messages there: you are in no such room, and there is nobody of that name
fail-redact-unknown = This is not a message there, or it is gone
fail-redact-forbidden = This is not yours to redact: only its author and operators of the channel may
fail-redact-never-authors = Here authors cannot take back what they said: in a channel its operators can
fail-redact-too-late = This was said too long ago for its author to take it back
config-history-redact-window-minutes = Minutes for which authors may take back what they said (REDACT); 0 for never. Operators of a channel always may, and nobody else.

## Read markers

fail-markread-target = Nobody and no room can be called that
fail-markread-time = This is not a time like timestamp=2026-11-24T08:18:01.123Z

## Persistence

fail-persistence-parameters = It is PERSISTENCE GET, or PERSISTENCE SET with ON, OFF or DEFAULT

## Metadata

key-not-set = The key is not set
sync-later = There is more to know: ask for it with METADATA SYNC
fail-metadata-subcommand = There is no such METADATA: it is GET, LIST, SET, CLEAR, SUB, UNSUB, SUBS or SYNC
fail-metadata-many = There are too many parameters
fail-metadata-target = There is no such target, or it is closed to you
fail-metadata-key = A key is short, of the letters a to z, digits and _ . / -
fail-metadata-value = The value is too long
fail-metadata-forbidden = This is not yours to change
fail-metadata-full = There are as many keys as there may be: remove one first
fail-metadata-subs = You have subscribed to as many keys as you may: remove one first

## Renaming

fail-rename-in-use = The channel's name is already taken
fail-rename-invalid = A channel cannot be called that: a name begins with # and is short, without spaces and commas
fail-rename-recently = This channel has been renamed a moment ago: wait a minute
fail-rename-fixed = This room keeps its name: it is where people without an IRC client come

## Searching

fail-search-time = This is not a time like 2026-11-24T08:18:01.123Z
fail-search-from = Nobody can have that name
fail-search-in = You are in no such room, and there is nobody of that name
fail-search-limit = This is not a number of messages
fail-search-attribute = There is no such attribute: it is text, in, from, after, before or limit, with ; between them

## Logging in

logged-in = You are now logged in as { $account }
logged-out = You are now logged out
sasl-success = SASL authentication successful
sasl-mechanisms = are available SASL mechanisms
register-success = The account is yours, and you are logged in to it
register-verify = The account waits for its code: ask the administrator, and give it with VERIFY
err-nick-locked = Your nickname belongs to another account: change it first
err-sasl-failed = SASL authentication failed
err-sasl-too-long = SASL message too long: send it in parts of 400 bytes
err-sasl-aborted = SASL authentication aborted
err-sasl-capability = SASL authentication failed: ask for the capability sasl first
err-sasl-mechanism = SASL authentication failed: there is no such mechanism
err-sasl-no-certificate = SASL authentication failed: you have shown no client certificate
err-sasl-unknown-certificate = SASL authentication failed: the client certificate belongs to no account
err-sasl-no-name = SASL authentication failed: send NICK first, or give a name that can be a nickname
err-sasl-name-taken = SASL authentication failed: the name is taken, or looks like one that is
err-sasl-unverified = SASL authentication failed: the account waits for its code, which the administrator has
err-other-devices = Your other devices are logged in to another account
fail-already-logged-in = You are logged in already
fail-registration-closed = Here the administrator makes the accounts: ask for one
fail-register-connect-first = Finish connecting first: before that, nobody makes an account here
fail-register-need-nick = Send NICK first: the account gets its name
fail-account-must-be-nick = An account's name must be your nickname: change that first
fail-invalid-email = This is no e-mail address; * stands for none, where none is needed
fail-unacceptable-password = The password is too long
fail-weak-password = The password is too easy to guess: take a longer one
fail-invalid-code = The code is wrong, or the account waits for none
fail-account-not-kept = The account could not be kept just now. Try again in a moment.
notice-account-code = The new account { $account } waits for its code: { $code }
close-login-failures = Too many wrong passwords or codes. Connect again and try once more.
config-accounts-registration = Who makes accounts: "open" (everybody), "verify" (everybody, but each waits for a code from "peykd account code NAME") or "closed" (only you, with "peykd account add NAME").
config-accounts-before-connect = Whether accounts can be made before a connection has said who it is, as programs do that ask for a name and a password at once.
config-accounts-email-required = Whether an e-mail address must be given for an account. Nothing is sent there.
config-accounts-password-chars-min = Characters of an account's password at the least.
config-accounts-always-on = Whether people with an account stay in their rooms while no device of theirs is connected, unless they have said otherwise. Takes effect when the server starts.

## Accounts from the command line

problem-account-which = say what to do (add, password, code, remove or list) and to which account
help-account = Make, change or remove an account, or show the code it waits for, while no server runs on the data folder. Passwords are read from the standard input.
help-account-list = Show all accounts.
account-added = The account { $account } is there
account-password-changed = The account { $account } has a new password
account-removed = The account { $account } is no more
problem-account-name = { $account } cannot be the name of an account: use letters and digits, not too many.
problem-account-taken = There is an account { $account }, or one that looks like it. Choose another name.
problem-account-unknown = There is no account { $account }. "peykd account list" shows all.
problem-account-no-code = The account { $account } waits for no code: its owner can log in.

## What is kept

fail-not-kept = This could not be kept just now and was not sent. You still have it: try again in a moment.
fail-change-not-kept = The change could not be kept just now and was not made. Try again in a moment.
plain-not-kept = That line could not be kept just now and was not sent. Try again in a moment.
fail-history-subcommand = There is no such CHATHISTORY: it is LATEST, BEFORE, AFTER, AROUND, BETWEEN or TARGETS
fail-history-too-few = There is a parameter missing
fail-history-too-many = There are too many parameters
fail-history-target = You are in no such room, and there is nobody of that name
fail-history-limit = This is not a number of messages
fail-history-time = This is not a time like timestamp=2026-11-24T08:18:01.123Z
fail-history-id = This is not the id of a message here
fail-history-reference = A message is named by msgid= or timestamp=
fail-history-unreadable = What was said cannot be read just now. Try again in a moment.
config-history-enabled = Whether messages are kept, to be read later (CHATHISTORY).
config-history-since-joining = Whether members may read only what was said since they joined.
config-history-page-max = Messages in one answer (CHATHISTORY).
