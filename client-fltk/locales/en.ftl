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
