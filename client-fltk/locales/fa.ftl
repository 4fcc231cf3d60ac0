# پنجرهٔ پیک، به فارسی.

app-name = پیک
tagline = گفتگویی که همان‌جایی که هستید کار می‌کند
about =
    یک سرور کوچک روی هر رایانه‌ای راه بیندازید تا همهٔ آدم‌های دوروبر با هم حرف بزنند. نه اینترنت می‌خواهد، نه حساب کاربری و نه هیچ سرویس دیگری، و فارسی و انگلیسی هر دو زبان مادری‌اش هستند.

ways-title = امروز چطور گفتگو کنیم
ways-note = این پنجره فعلاً فقط پیک را معرفی می‌کند و هنوز نمی‌شود با آن گفتگو کرد. با این‌ها می‌شود:
way-serve = راه انداختن سرور روی همین رایانه
way-terminal = گفتگو از ترمینال
way-irc = گفتگو با هر برنامهٔ IRC

switch-language = English
switch-to-dark = تیره
switch-to-light = روشن
version = نسخهٔ { $number }

help =
    پنجرهٔ پیک.

    کاربرد: peyk [--lang fa|en]

      --lang fa|en   به فارسی یا انگلیسی؛ بدون آن، زبان سیستم شما
      --help         همین راهنما را نشان می‌دهد و تمام می‌شود
      --version      نسخه را نشان می‌دهد و تمام می‌شود

error-unknown-option = peyk: گزینهٔ «{ $option }» وجود ندارد. گزینه‌ها را با peyk --help ببینید.
error-missing-value = peyk: گزینهٔ «{ $option }» مقدار می‌خواهد. با peyk --help ببینید چه مقداری.
error-language = peyk: پیک زبان «{ $value }» را بلد نیست. ‎--lang fa یا ‎--lang en بنویسید.
error-no-display = peyk: صفحه‌ای برای باز کردن پنجره نیست. آن را درون میز کار اجرا کنید، یا DISPLAY یا WAYLAND_DISPLAY را تنظیم کنید.
error-window = peyk: پنجره باز نشد: { $reason }
warning-font = peyk: قلم همراه برنامه بار نشد ({ $reason })؛ از قلم‌های همین رایانه استفاده می‌شود.

## روزها و ساعت‌ها

months = فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند
weekday-saturday = شنبه
weekday-sunday = یکشنبه
weekday-monday = دوشنبه
weekday-tuesday = سه‌شنبه
weekday-wednesday = چهارشنبه
weekday-thursday = پنجشنبه
weekday-friday = جمعه
day-today = امروز
day-yesterday = دیروز
day-of-year = { $weekday } { $day } { $month }
day-with-year = { $weekday } { $day } { $month } { $year }
date-time = { $day } { $month } { $year }، ساعت { $time }

## گفتگوها

members-count = { $count } نفر
composer-placeholder = پیام به { $name }
unread-line = پیام‌های تازه
gap = اینجا پیام‌هایی کم است. برای گرفتنشان فشار دهید.
gap-fetching = گرفتن پیام‌ها…
message-redacted = این پیام پس گرفته شد.
quote-unknown = پیامی که اینجا نیست
list-separator = {"، "}
typing-one = { $nick } می‌نویسد…
typing-two = { $nick } و { $other } می‌نویسند…
typing-many = چند نفر می‌نویسند…

## آنچه پیش آمد

happened-joined = { $nick } آمد
happened-left = { $nick } رفت
happened-left-because = { $nick } رفت: { $reason }
happened-quit = { $nick } از سرور رفت
happened-quit-because = { $nick } از سرور رفت: { $reason }
happened-kicked = { $other }، { $nick } را بیرون کرد
happened-kicked-because = { $other }، { $nick } را بیرون کرد: { $reason }
happened-renamed = نام { $nick } از این پس { $reason } است
happened-topic = { $nick } موضوع را عوض کرد: { $reason }
happened-topic-removed = { $nick } موضوع را برداشت
happened-mode = { $nick } حالت‌ها را عوض کرد: { $reason }

## اتصال

link-connecting = در حال اتصال…
link-off = وصل نیست
link-waiting = اتصال قطع است. تلاش بعدی تا { $seconds } ثانیهٔ دیگر.

## پروفایل

problem-profile-locked = یک پیک دیگر از پروفایل { $path } استفاده می‌کند. آن را ببندید، یا با ‎--profile پوشهٔ دیگری انتخاب کنید.
problem-profile-newer = { $path } را پیکی تازه‌تر نوشته است. همان را به کار ببرید، یا با ‎--profile پوشهٔ دیگری انتخاب کنید. دست‌نخورده ماند.
problem-profile-damaged = { $path } خوانده نمی‌شود: { $reason }. برای شروع از نو جابه‌جایش کنید، یا با ‎--profile پوشهٔ دیگری انتخاب کنید. دست‌نخورده ماند.
problem-profile-unusable = از پروفایل { $path } نمی‌شود استفاده کرد: { $reason }. دیسک و دسترسی‌ها را ببینید، یا با ‎--profile پوشهٔ دیگری انتخاب کنید.
