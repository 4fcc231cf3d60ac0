# پنجرهٔ پیک، به فارسی.

app-name = پیک
tagline = گفتگویی که همان‌جایی که هستید کار می‌کند

switch-language = English
switch-to-dark = تیره
switch-to-light = روشن

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

## کنار پیام‌ها

settings = تنظیمات
search = جستجو
new = اتاق، آدم یا سرور تازه
more = بیشتر
bot = ربات
role-owner = صاحب
role-operator = گرداننده
role-helper = دستیار
role-voice = صدادار
show-members = نمایش اعضا
hide-members = پنهان کردن اعضا
encrypted = اتصال رمزنگاری شده است
not-encrypted = اتصال رمزنگاری نشده است
connect-now = اتصال همین حالا
no-messages = هنوز چیزی اینجا گفته نشده.
no-conversation = گفتگویی را انتخاب کنید، یا با + یکی شروع کنید

## پیام‌ها

reply = پاسخ
react = واکنش
show-more = نمایش بیشتر
show-less = نمایش کمتر
retry = تلاش دوباره
discard = دور انداختن
redact = پس گرفتن
copy-text = کپی متن
copy-selection = کپی بخش انتخاب‌شده
mark-unread = نخوانده گذاشتن
fetch = آوردن پیام‌ها
jump-newest = رفتن به تازه‌ترین پیام
jump-unread = رفتن به اولین نخوانده
jump-date = رفتن به یک روز
month-before = ماه پیش
month-after = ماه بعد
weekdays-short = ش ی د س چ پ ج
link-question = این پیوند به صفحه‌ای نمی‌رود و برنامهٔ دیگری آن را اجرا می‌کند. باز شود؟
open-link = باز کردن

## جای نوشتن

emoji = ایموجی
emoji-search = جستجو با نام انگلیسی
send = فرستادن
close = بستن
cancel = انصراف
undo = واگرد
redo = ازنو
cut = برش
copy = کپی
paste = چسباندن
select-all = انتخاب همه

## گفتگوها و اعضا

mark-read = خوانده‌شده
mute = بی‌صدا کردن
unmute = باصدا کردن
join = پیوستن
leave = ترک اتاق
close-conversation = بستن گفتگو
edit-topic = تغییر موضوع
invite = دعوت کسی
disconnect = قطع اتصال
forget-server = فراموش کردن این سرور
write-to = پیام خصوصی
mention = نام بردن
who-is = این کیست؟
op = گرداننده کردن
deop = برداشتن گردانندگی
voice = دادن صدا
devoice = گرفتن صدا
kick = بیرون کردن
ban = بیرون کردن و راه ندادن
rooms = اتاق‌ها
rooms-filter = یافتن با نام یا موضوع
new-room = اتاق تازه
new-person = نوشتن به کسی
add-server = افزودن سرور
security = امنیت
search-hint = چه گفته شده
switcher-hint = کجا برویم؟
nothing-found = چیزی پیدا نشد

## شروع

welcome = به پیک خوش آمدید
your-name = نام شما
your-name-hint = آنچه دیگران می‌بینند
where-to = کجا
where-to-hint = host یا host:port
password = گذرواژه
connect = اتصال
connecting = در حال اتصال…
on-this-computer = روی همین رایانه
host-here = راه انداختن سرور همین‌جا
recent-servers = تازگی استفاده‌شده

## تنظیمات

setting-language = زبان
setting-shade = پوسته
shade-light = روشن
shade-dark = تیره
shade-desktop = مثل میز کار
setting-text-size = اندازهٔ متن
percent = { $number }٪
setting-notify = خبرم کن از
notify-everything = همه چیز
notify-mentions = نام‌بردن‌ها
notify-nothing = هیچ چیز
setting-preview = نمایش متن پیام در اعلان‌ها
setting-typing = دیگران ببینند که دارم می‌نویسم
setting-presence = نمایش آمدن و رفتن‌ها
setting-downloads = بارگیری‌ها در

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
