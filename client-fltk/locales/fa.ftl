# پنجرهٔ پیک، به فارسی.

app-name = پیک
tagline = گفتگویی که هر جا باشید کار می‌کند

switch-language = English
switch-to-dark = تیره
switch-to-light = روشن

help =
    پنجرهٔ پیک.

    شیوهٔ کاربرد: peyk [--connect HOST[:PORT]] [--nick NAME] [--profile DIR] [--lang fa|en] [--host] [--drive]

      --connect HOST[:PORT]  رفتن به این سرور؛ بدون آن، همان‌جا که آخرین بار بودید
      --nick NAME            نام شما در آنجا
      --profile DIR          نگه داشتن تنظیمات و پیام‌ها در این پوشه
      --lang fa|en           به فارسی یا انگلیسی؛ بدون آن، زبانی که انتخاب کرده‌اید یا زبان سیستم
      --host                 اجرای سرور در همین برنامه، برای هر کس که به این رایانه می‌رسد
      --drive                گرفتن فرمان از ورودی و پاسخ به JSON، برای برنامه‌ها
      --help                 نشان دادن همین راهنما و پایان
      --version              نشان دادن نسخه و پایان

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
role-voice = گوینده
show-members = نمایش اعضا
hide-members = پنهان کردن اعضا
encrypted = اتصال رمزگذاری شده است
not-encrypted = اتصال رمزگذاری نشده است
connect-now = همین حالا وصل شو
no-messages = هنوز چیزی اینجا گفته نشده.
no-conversation = گفتگویی را انتخاب کنید، یا با + یکی شروع کنید

## پیام‌ها

reply = پاسخ
react = واکنش
show-more = نمایش بیشتر
show-less = نمایش کمتر
retry = دوباره بفرست
discard = نفرست
copy-link = پیوند را کپی کن
copy-selection = بخش انتخاب‌شده را کپی کن
jump-newest = رفتن به تازه‌ترین پیام
jump-unread = به اولین نخوانده برو
month-before = ماه قبل
month-after = ماه بعد
weekdays-short = ش ی د س چ پ ج
link-question = این پیوند به صفحه‌ای نمی‌رود و برنامهٔ دیگری آن را اجرا می‌کند. باز شود؟
open-link = باز کن

## جای نوشتن

emoji = ایموجی
emoji-search = جستجو با نام انگلیسی
send = فرستادن
close = بستن
cancel = انصراف
undo = واگرد
redo = ازنو
cut = برش
paste = چسباندن
select-all = انتخاب همه

## گفتگوها و اعضا

rooms = اتاق‌ها
rooms-filter = یافتن با نام یا موضوع
security = امنیت
search-hint = جستجو در پیام‌ها
switcher-hint = کجا برویم؟
nothing-found = چیزی پیدا نشد

## شروع

welcome = به پیک خوش آمدید
your-name = نام شما
your-name-hint = آنچه دیگران می‌بینند
where-to = نشانی سرور
where-to-hint = نشانی، یا نشانی:درگاه
password-server = گذرواژهٔ سرور
password-account = گذرواژهٔ حساب شما
write-password = نوشتن گذرواژه
write-server-password = نوشتن گذرواژهٔ سرور
another-name = نام دیگر
name-is-mine = نام خودم است: وارد حساب شو
called-otherwise = شما اینجا { $nick } هستید، نه { $wanted }. شاید آن نام از آنِ کس دیگری است یا پذیرفته نمی‌شود.
connect = وصل شو
connecting = در حال اتصال…
on-this-computer = روی همین رایانه
host-here = همین‌جا سرور راه بینداز
recent-servers = سرورهای اخیر

## تنظیمات

setting-language = زبان
setting-shade = پوسته
shade-light = روشن
shade-dark = تیره
shade-desktop = مثل سیستم
setting-text-size = اندازهٔ متن
percent = { $number }٪
setting-notify = اعلان برای
notify-everything = همهٔ پیام‌ها
notify-mentions = وقتی نامم بیاید
notify-nothing = هیچ‌کدام
setting-preview = نمایش متن پیام در اعلان‌ها
setting-quiet = ساعت‌های سکوت، بدون اعلان
quiet-from = از
quiet-to = تا
setting-typing = دیگران ببینند که دارم می‌نویسم
setting-presence = نمایش آمدن و رفتن‌ها
setting-downloads = پوشهٔ بارگیری‌ها

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
gap = چند پیام اینجا نیست. برای گرفتنشان کلیک کنید.
gap-offline = تا وقتی اتصال برقرار نشود شاید چند پیام اینجا نباشد.
gap-left = تا در اتاق نباشید شاید چند پیام اینجا نباشد.
gap-fetching = در حال گرفتن پیام‌ها…
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
happened-kicked = { $other } به دست { $nick } بیرون شد
happened-kicked-because = { $other } به دست { $nick } بیرون شد: { $reason }
happened-renamed = نام { $nick } از این پس { $other } است
happened-topic = { $nick } موضوع را عوض کرد: { $reason }
happened-topic-removed = { $nick } موضوع را برداشت
happened-op = { $nick } گردانندگی را به { $other } داد
happened-deop = { $nick } گردانندگی را از { $other } گرفت
happened-voice = { $nick } به { $other } اجازهٔ سخن داد
happened-devoice = { $nick } اجازهٔ سخن را از { $other } گرفت
happened-ban = { $nick } راه { $other } را بست
happened-unban = { $nick } راه { $other } را باز کرد
happened-mode = { $nick } حالت‌ها را عوض کرد: { $reason }

## اتصال

link-connecting = در حال اتصال…
server-at-address = { $address } ({ $name })
link-off = وصل نیست
room-left = در این اتاق نیستید.
link-waiting = اتصال قطع است. تلاش بعدی { $seconds } ثانیهٔ دیگر.

## پروفایل

problem-profile-locked = پنجرهٔ دیگری از پیک از پروفایل { $path } استفاده می‌کند. آن را ببندید، یا با ‎--profile پوشهٔ دیگری انتخاب کنید.
problem-profile-newer = { $path } را نسخهٔ تازه‌تری از پیک نوشته است. همان را به کار ببرید، یا با ‎--profile پوشهٔ دیگری انتخاب کنید. دست‌نخورده ماند.
problem-profile-damaged = { $path } خوانده نمی‌شود: { $reason }. برای شروع از نو جابه‌جایش کنید، یا با ‎--profile پوشهٔ دیگری انتخاب کنید. دست‌نخورده ماند.
problem-profile-unusable = از پروفایل { $path } نمی‌توان استفاده کرد: { $reason }. دیسک و دسترسی‌ها را بررسی کنید، یا با ‎--profile پوشهٔ دیگری انتخاب کنید.

## شروع

start-no-name = نامی را که دیگران می‌بینند بنویسید.
start-name-with-space = نام فاصله ندارد. به جایش زیرخط یا نیم‌فاصله بگذارید.
start-no-address = بنویسید سرور کجاست: نام یا نشانی‌اش، مانند 192.168.1.7.
start-wrong-address = «{ $address }» نشانی نیست. نام یا نشانی را بنویسید، و اگر درگاه دیگری دارد آن را هم: chat.example یا 192.168.1.7 یا 192.168.1.7:6697.
hosting = سرور روی همین رایانه کار می‌کند. دیگران از این نشانی به آن می‌رسند: { $addresses }
copy = کپی
try-again = دوباره تلاش کن
quit-message = پیک
certificate-changed = گواهی سرور با قبل فرق دارد: شاید کسی در میان راه باشد. از مدیر سرور بپرسید که آیا گواهی تازه است.
    قبلی:
    { $pinned }
    اکنون:
    { $seen }
certificate-trust = به گواهی تازه اعتماد کن
certificate-stay = وصل نشو
no-encryption = سرور رمزگذاری ندارد: هر کسی در میان راه می‌تواند گفته‌ها را بخواند.
no-encryption-any-more = این بار رمزگذاری ممکن نشد، با این‌که پیش‌تر بود: شاید کسی در میان راه باشد. از مدیر سرور بپرسید. بدون رمزگذاری هر کسی در میان راه می‌تواند گفته‌ها را بخواند.
connect-plain = بدون رمزگذاری وصل شو

## آگهی‌ها

invited = { $nick } شما را به { $room } دعوت می‌کند.
join = بپیوند
account-made = حساب { $account } اکنون از آنِ شماست.
store-failed = گفته‌ها روی این رایانه نگه داشته نمی‌شوند: { $reason }. دیسک را بررسی کنید.
message-not-found = آن پیام دیگر اینجا نیست.
cannot-talk-here = اینجا جای گفتگو نیست. اتاق یا کسی را انتخاب کنید، یا فرمانی بنویسید.
notification-title = { $nick } در { $room }
notification-press = باز کن
notification-hidden = پیام تازه
composer-command = فرمانی مانند ‎/join #lobby
happened-room-renamed = { $nick } نام اتاق را { $other } گذاشت

## جستجو

search-ask = با Enter از سرور هم پرسیده می‌شود.
search-nothing = چیزی پیدا نشد.
search-found = { $count } پیام پیدا شد
channels-fetching = در حال گرفتن فهرست اتاق‌ها…
channels-count = { $count } اتاق

## پرسش‌ها

prompt-room = کدام اتاق؟
room-name-wrong = نام اتاق فاصله و ویرگول ندارد. به جای فاصله، نیم‌فاصله یا زیرخط بگذارید.
prompt-room-hint = اگر هنوز نباشد ساخته می‌شود و گرداننده‌اش شمایید.
prompt-person = برای چه کسی می‌نویسید؟
prompt-person-done = بنویس
prompt-topic = موضوع این اتاق چیست؟
prompt-invite = چه کسی را دعوت می‌کنید؟
prompt-invite-done = دعوت کن
prompt-date = رفتن به کدام روز؟
prompt-date-hint = سال، ماه و روز، مانند { $example }
prompt-date-done = برو
prompt-date-wrong = «{ $date }» تاریخ درستی نیست.
prompt-nick = اینجا چه نامی می‌خواهید؟
prompt-reaction = چه واکنشی نشان می‌دهید؟
prompt-save = ذخیره کن

## امنیت

security-address = نشانی
security-fingerprint = گواهی سرور (SHA-256)
security-version = رمزگذاری
security-software = نرم‌افزار
security-account = حساب شما
security-lag = زمان پاسخ
security-lag-value = { $ms } میلی‌ثانیه
security-own = گواهی شما (SHA-256)
security-authority = اتصال رمزگذاری شده است و مرجعی که این رایانه به آن اعتماد دارد سرور را تأیید می‌کند.
security-pinned = اتصال رمزگذاری شده است و سرور همان است که بود.
security-first = اتصال رمزگذاری شده است. گواهی برای نخستین بار دیده می‌شود: اثر انگشتش را با آنچه مدیر سرور می‌گوید بسنجید.
security-here = اتصال رمزگذاری نشده است و از این رایانه بیرون نمی‌رود.
security-plain = اتصال رمزگذاری نشده است: هر کسی در میان راه می‌تواند گفته‌ها را بخواند.
security-none = اتصالی نیست.

## آدم‌ها

person-gone = { $nick } اینجا نیست.
person-realname = نام
person-account = حساب
person-address = نشانی
person-away = غایب
person-rooms = اتاق‌ها
person-since = زمان ورود
person-idle = مدت سکوت
person-idle-value = { $minutes } دقیقه

## راه‌نداده‌ها

bans = کسانی که راه ندارند
bans-fetching = در حال گرفتن فهرست کسانی که به { $room } راه ندارند…
bans-none = همه به { $room } راه دارند.
bans-some = هر که با یکی از این‌ها جور باشد به { $room } راه ندارد.
ban-by = به دست { $nick }
ban-by-at = به دست { $nick }، { $date }
ban-lift = دوباره راه بده

## منوها

menu-reply = پاسخ بده
menu-copy = کپی کن
menu-redact = پس بگیر
menu-retry = دوباره بفرست
menu-discard = نفرست
menu-mark-unread = از اینجا نخوانده بماند
menu-write = به او پیام بده
menu-mention = از او نام ببر
menu-who = کیست؟
menu-op = گرداننده کن
menu-deop = از گردانندگی بردار
menu-voice = اجازهٔ سخن بده
menu-devoice = اجازهٔ سخن را بگیر
menu-kick = از اتاق بیرون کن
menu-ban = بیرون کن و راه نده
menu-read = خوانده‌شده بشمار
menu-mute = بی‌صدا کن
menu-unmute = دوباره خبر بده
menu-topic = موضوع را عوض کن…
menu-invite = دعوت کن…
menu-bans = کسانی که راه ندارند…
menu-leave = اتاق را ترک کن
menu-close = ببند
menu-date = به یک روز برو…
menu-channels = اتاق‌ها…
menu-new-room = اتاق تازه…
menu-new-person = به کسی پیام بده…
menu-nick = نام مرا اینجا عوض کن…
menu-away = نیستم
menu-back = برگشتم
menu-log-in = وارد حسابم شو…
menu-server-password = گذرواژهٔ سرور…
menu-connect = وصل شو
menu-disconnect = اتصال را قطع کن
menu-hosting = نشانی برای دیگران…
menu-security = امنیت اتصال
menu-add-server = سرور دیگر…
menu-forget = این سرور را فراموش کن…
forget-question = { $server } فراموش شود؟ گفته‌های آنجا از این رایانه پاک می‌شوند.
forget = پاک و فراموش کن
forget-not = بماند

## فرمان‌ها

away-reason = نیستم
slash-unknown = فرمان { $command } نداریم. با ‎/help همه را ببینید. برای پیامی که با خط کج شروع شود دو خط کج بنویسید.
not-said-yet = پیام‌های زیادی منتظر گفتگوهایشان هستند. این را کمی بعد دوباره بفرستید.
not-said = آن پیام به { $nick } گفته نشد.
slash-usage = چنین بنویسید: { $usage }
slash-room-only = { $command } برای اتاق‌هاست.
slash-away = اعلام نبودن، و چرا
slash-back = اعلام برگشتن
slash-ban = راه ندادن کسی به اتاق
slash-bans = دیدن کسانی که راه ندارند و دوباره راه دادنشان
slash-close = بستن این گفتگو
slash-deop = برداشتن کسی از گردانندگی
slash-devoice = گرفتن اجازهٔ سخن از کسی
slash-help = دیدن همهٔ فرمان‌ها
slash-invite = دعوت کسی به این اتاق
slash-join = رفتن به اتاقی
slash-kick = بیرون کردن کسی از اتاق
slash-leave = رفتن از این اتاق
slash-list = دیدن اتاق‌های سرور
slash-login = ورود با گذرواژه
slash-me = گفتن آنچه می‌کنید
slash-mode = عوض کردن حالت‌های اتاق
slash-msg = نوشتن به یک نفر
slash-mute = خبر ندادن از اینجا
slash-nick = عوض کردن نام شما اینجا
slash-notice = گفتن چیزی که برنامه‌ها پاسخ ندهند
slash-op = گرداننده کردن کسی
slash-password = گذاشتن گذرواژه برای حسابتان، برای دستگاه‌های دیگرتان
slash-quit = قطع اتصال با این سرور
slash-raw = فرستادن یک خط پروتکل همان‌گونه که هست
slash-register = ساختن حساب برای نام شما
slash-search = جستجو در گفته‌ها
slash-server = وصل شدن به سروری دیگر
slash-topic = عوض کردن موضوع اتاق
slash-unban = دوباره راه دادن کسی به اتاق
slash-unmute = دوباره خبر دادن از اینجا
slash-verify = تأیید حساب با کد
slash-voice = دادن اجازهٔ سخن به کسی
slash-whois = دیدن این‌که کسی کیست

error-no-profile = peyk: پوشهٔ خانه‌ای نیست که تنظیمات و پیام‌ها در آن بماند. با ‎--profile DIR بگویید کجا.
