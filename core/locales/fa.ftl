# جمله‌های سرور. هر کدام یک خط؛ همان کلیدهای en.ftl.

## Plain mode

plain-left = [{ $name }] از چت خارج شد

## The server

server-running = سرور روی { $address } اجرا شد

## Starting the server

server-fingerprint = اثر انگشت SHA-256 گواهی: { $fingerprint }
check-fine = پیکربندی درست است.
hash-prompt = گذرواژه را بنویسید و Enter بزنید:
hash-empty = گذرواژه‌ای نیامد: آن را در خط اول ورودی استاندارد بنویسید.
hash-failed = گذرواژه درهم‌سازی نشد: سیستم عدد تصادفی نمی‌دهد.
problem-flag = خط فرمان نادرست است: { $reason }. «peykd --help» را ببینید.
problem-choice = مقدار { $flag } نمی‌تواند «{ $value }» باشد. یکی از این‌ها را انتخاب کنید: { $choices }.
problem-address = «{ $value }» نشانی شنیدن نیست. به شکل IP:PORT بنویسید، مانند 0.0.0.0:5000 یا [::]:5000.
problem-config-unread = پیکربندی { $file } خوانده نشد: { $reason }. مسیری را که به --config داده‌اید بررسی کنید.
problem-config-wrong = { $file }، خط { $line }: { $reason }. آن را درست کنید؛ «peykd config» همهٔ کلیدها را با توضیح چاپ می‌کند.
problem-motd-unread = پیام روز { $path } خوانده نشد: { $reason }. مقدار motd_file را بررسی کنید.
problem-name = «{ $value }» نمی‌تواند { $key } باشد: باید دست‌کم یک حرف داشته باشد، بی‌فاصله باشد و با دونقطه آغاز نشود.
problem-icon = «{ $value }» نمی‌تواند icon باشد: باید نشانی اینترنتی‌ای باشد که با https:// (یا http://) آغاز شود و بیش از ۳۰۰ نویسهٔ ASCII نباشد.
problem-channel = «{ $value }» نمی‌تواند default_channel باشد: باید با # آغاز شود، کوتاه باشد و فاصله و ویرگول نداشته باشد.
problem-password = یکی از گذرواژه‌های پیکربندی رشتهٔ PHC از گونهٔ argon2id نیست. با «peykd hash» بسازید.
problem-too-small = مقدار { $key } برابر { $value } است، ولی باید دست‌کم { $least } باشد.
problem-listen-in-use = { $address } در حال استفاده است. برنامه‌ای را که آنجا گوش می‌دهد ببندید، یا با --listen درگاه دیگری انتخاب کنید.
problem-listen-denied = این کاربر اجازهٔ شنیدن روی { $address } را ندارد. درگاه‌های زیر 1024 ویژه‌اند: با --listen درگاه دیگری انتخاب کنید.
problem-listen-elsewhere = { $address } نشانی این دستگاه نیست. با --listen نشانی دیگری انتخاب کنید.
problem-listen = شنیدن روی { $address } نشد: { $reason }. با --listen نشانی دیگری انتخاب کنید.
problem-data = از پوشهٔ داده‌های { $path } نمی‌توان استفاده کرد: { $reason }. با --data پوشهٔ دیگری انتخاب کنید.
problem-store-locked = سرور دیگری از پوشهٔ داده‌های { $folder } استفاده می‌کند. آن را متوقف کنید یا با --data پوشهٔ دیگری بدهید.
problem-store-foreign = { $path } پایگاه دادهٔ peykd نیست. آن را جای دیگری ببرید یا با --data پوشهٔ دیگری بدهید. دست‌نخورده ماند.
problem-store-newer = { $path } را نسخهٔ تازه‌تری از peykd نوشته است (نسخهٔ { $version } پایگاه داده؛ این یکی تا { $known } را می‌شناسد). همان را اجرا کنید یا با --data پوشهٔ دیگری بدهید. دست‌نخورده ماند.
problem-store-damaged = { $path } آسیب دیده است: { $reason }. نسخهٔ پشتیبان را جایش بگذارید، یا آن را همراه فایل -wal آن جای دیگری ببرید تا از نو آغاز شود. دست‌نخورده ماند.
problem-store-unusable = از { $path } نمی‌توان استفاده کرد: { $reason }. دیسک و دسترسی‌ها را بررسی کنید یا با --data پوشهٔ دیگری بدهید.
problem-backup-nothing = در { $folder } پایگاه داده‌ای نیست. با --data بگویید سرور از کدام پوشه استفاده می‌کند.
problem-backup-exists = { $path } از پیش هست. نام دیگری برای نسخهٔ پشتیبان بدهید یا آن را جای دیگری ببرید.
problem-backup-failed = نسخهٔ پشتیبان { $path } را نمی‌توان نوشت: { $reason }. دیسک و دسترسی‌ها را بررسی کنید.
problem-no-data = پوشهٔ خانه‌ای برای نگهداری داده‌های سرور نیست. با --data بگویید کجا باشد.
problem-certificate-unread = گواهی یا کلید { $path } خوانده نشد: { $reason }. مسیر و دسترسی‌اش را بررسی کنید.
problem-certificate-wrong = از گواهی { $path } نمی‌توان استفاده کرد: { $reason }. بررسی کنید که PEM باشد و با کلیدش جور باشد.

## Keeping

config-durability = پیام پیش از دیده شدن در برابر چه نگه داشته می‌شود: "disk" (قطع برق)، "os" (پایان سرور) یا "memory" (هیچ).
config-history-keep-days = پیام‌ها پس از چند روز فراموش می‌شوند؛ 0 یعنی هرگز.
help-durability = پیام پیش از دیده شدن در برابر چه نگه داشته می‌شود: قطع برق، پایان سرور، یا هیچ.
help-backup = نسخهٔ پشتیبان پایگاه داده را در FILE بنویس، هنگام کار سرور هم. همان peyk.db پوشهٔ داده‌هاست.
problem-backup-where = backup: بگویید به کجا، مانند: peykd backup FILE
backup-done = نسخهٔ پشتیبان در { $path } است. برای به کار بردنش آن را با نام peyk.db در پوشهٔ داده‌ها بگذارید.

## The store

store-full = دیسک پر است: تا جا باز نشود { $path } چیزی نگه نمی‌دارد.
store-read-only = در { $path } نمی‌توان نوشت: دیسک یا فایل فقط‌خواندنی است. نوشتنی‌اش کنید؛ سرور ادامه می‌دهد.
store-damaged = { $path } آسیب دیده است: { $reason }. سرور را متوقف کنید و نسخهٔ پشتیبان را جایش بگذارید.
store-failed = { $path } را نمی‌توان خواند یا نوشت: { $reason }. دیسک را بررسی کنید.
store-ended = بخشی از سرور پایان یافته است؛ آن را از نو اجرا کنید
store-no-log = دیسکش، مانند دیسک‌های شبکه، حافظهٔ مشترکی را که WAL می‌خواهد ندارد

## Help

help-about = peykd سرور گفتگوی پیک است. آماده‌سازی نمی‌خواهد: اجرایش کنید تا دیگران بپیوندند.
help-usage = شیوهٔ کاربرد:
help-flags = گزینه‌ها و فرمان‌ها:
help-config = پیکربندی را از این فایل TOML بخوان.
help-listen = روی این IP:PORT گوش بده؛ می‌تواند چند بار بیاید. پیش‌فرض: 0.0.0.0:5000 و [::]:5000.
help-data = گواهی و داده‌ها را در این پوشه نگه دار. پیش‌فرض: ~/.local/share/peyk.
help-name = نام سرور.
help-lang = زبان جمله‌های خود سرور. پیش‌فرض: زبان سیستم.
help-plaintext = اتصال‌های بدون رمزگذاری از کجا پذیرفته شوند. پیش‌فرض: loopback، فقط از همین دستگاه.
help-help = همین راهنما را چاپ کن.
help-version = نسخه را چاپ کن.
help-check = بگو پیکربندی درست است یا چه اشکالی دارد.
help-print-config = فایل پیکربندی را با همهٔ کلیدها، پیش‌فرض‌ها و توضیح‌ها چاپ کن.
help-hash = گذرواژه‌ای را از ورودی استاندارد بخوان و به شکلی که پیکربندی می‌خواهد چاپ کن.
help-signals = با SIGTERM و Ctrl-C سرور می‌ایستد؛ با SIGHUP پیکربندی و گواهی را از نو می‌خواند.

## The configuration file

config-about = پیکربندی پیک. همهٔ کلیدها با پیش‌فرضشان اینجا هستند؛ برای هر تغییر، # آغاز خط را بردارید.
config-listen = نشانی‌هایی که سرور روی آن‌ها گوش می‌دهد، به شکل IP:PORT. هنگام آغاز به کار اثر می‌کند.
config-data = پوشهٔ گواهی و داده‌ها؛ پیش‌فرض ~/.local/share/peyk است. مسیرها نسبت به همین فایل‌اند.
config-name = نام سرور، بنا به رسم یک نام میزبان.
config-network = نام شبکه، که هنگام پیوستن دیده می‌شود.
config-icon = نشانی اینترنتی تصویری که در برنامه‌ها نشان شبکه است؛ به‌طور پیش‌فرض هیچ.
config-description = چند واژه دربارهٔ این سرور، برای WHOIS و LINKS؛ اگر نباشد نام شبکه است.
config-lang = زبان جمله‌های خود سرور: "en" یا "fa"؛ پیش‌فرض زبان سیستم است.
config-plaintext = اتصال‌های بدون رمزگذاری از کجا پذیرفته شوند: "loopback" (فقط همین دستگاه)، "anywhere" (همه‌جا) یا "never" (هیچ‌جا).
config-default-channel = اتاق کسانی که با nc یا برنامه‌ای ساده می‌آیند.
config-motd = پیام روز.
config-motd-file = فایلی با پیام روز، به جای کلید بالا.
config-admin = خط‌هایی که می‌گویند مدیر این سرور کیست و چگونه می‌توان به او رسید.
config-password = گذرواژه‌ای که همه باید بدهند، به شکلی که «peykd hash» چاپ می‌کند؛ پیش‌فرض هیچ.
config-tls-certificate = زنجیرهٔ گواهی خودتان در قالب PEM، به جای گواهی خودساختهٔ سرور.
config-tls-key = کلید خصوصی گواهی در قالب PEM.
config-tls-sts-duration = برنامه‌هایی که با TLS آمده‌اند تا این چند ثانیه فقط با TLS می‌آیند (STS)؛ به‌طور پیش‌فرض چیزی از آن گفته نمی‌شود. فقط با گواهی‌ای که برنامه‌ها به آن اعتماد دارند؛ 0 آن را پایان می‌دهد.
config-tls-sts-port = درگاهی که به آن‌ها که بدون TLS آمده‌اند گفته می‌شود با TLS به آن بیایند؛ به‌طور پیش‌فرض نخستین درگاه این سرور.
config-tls-sts-preload = آیا نام میزبان می‌تواند در فهرست‌هایی باشد که برنامه‌ها برای این کار همراه دارند.
config-operator-name = نام یک مدیر سرور، برای OPER. برای هر مدیر این جدول را تکرار کنید.
config-operator-password = گذرواژهٔ این مدیر، به شکلی که «peykd hash» چاپ می‌کند.
config-line-bytes-max = بایت‌های یک خط بدون برچسب‌ها؛ 512 مقدار پروتکل است.
config-nick-bytes-max = بایت‌های نام مستعار؛ هر حرف فارسی دو بایت است.
config-user-bytes-max = بایت‌های نام کاربری.
config-channel-bytes-max = بایت‌های نام اتاق.
config-topic-bytes-max = بایت‌های موضوع.
config-kick-bytes-max = بایت‌های دلیل بیرون کردن.
config-away-bytes-max = بایت‌های پیام نبودن.
config-realname-bytes-max = بایت‌های نام واقعی.
config-key-bytes-max = بایت‌های کلید اتاق.
config-channels-per-user-max = شمار اتاق‌هایی که یک کاربر می‌تواند در آن‌ها باشد.
config-list-entries-max = شمار موردهای هر فهرست اتاق، مانند راه‌نداده‌ها.
config-targets-max = شمار گیرنده‌های یک پیام.
config-monitor-max = شمار نام‌هایی که یک نشست می‌تواند با MONITOR زیر نظر بگیرد.
config-modes-max = شمار تغییرهای پارامتردار در یک MODE.
config-whowas-max = شمار کاربران رفته که برای WHOWAS به یاد می‌مانند.
config-sendq-bytes-max = بایت‌هایی که می‌توانند در انتظار کسی بمانند که نمی‌خواند؛ با بیشتر از آن، اتصالش بسته می‌شود.
config-recvq-bytes-max = بایت‌های خط‌هایی از یک کاربر تندنویس که می‌توانند در انتظار نوبت بمانند.
config-connections-max = شمار همهٔ اتصال‌ها.
config-connections-per-address-max = شمار اتصال‌های هم‌زمان از یک نشانی؛ 0 یعنی بی‌حد.
config-connects-per-window-max = شمار اتصال‌های تازه از یک نشانی در throttle_window_ms؛ 0 یعنی بی‌حد.
config-accounts-per-hour-max = شمار حساب‌هایی که از یک نشانی در یک ساعت می‌توان ساخت؛ 0 یعنی بی‌حد.
config-exempt-loopback = آیا اتصال‌های همین دستگاه از سه حد بالا معاف‌اند.
config-channels-max = شمار همهٔ اتاق‌ها.
config-registration-ms = میلی‌ثانیه‌هایی که یک اتصال برای گفتن نامش وقت دارد.
config-hint-after-ms = به اتصال خاموش پس از این چند میلی‌ثانیه گفته می‌شود چگونه آغاز کند.
config-ping-interval-ms = از کسی که این چند میلی‌ثانیه چیزی نگفته پرسیده می‌شود که هست یا نه.
config-ping-timeout-ms = کسی که تا این چند میلی‌ثانیه پاسخ ندهد رفته به شمار می‌آید.
config-throttle-window-ms = بازهٔ connects_per_window_max به میلی‌ثانیه.
config-flood-enabled = آیا کسانی که بیش از حد تند می‌نویسند کند می‌شوند.
config-burst-units = چه اندازه می‌توان یک‌باره گفت؛ بیشتر فرمان‌ها یک واحد می‌برند.
config-unit-ms = میلی‌ثانیه تا برگشتن یک واحد.

## Batches and messages of several lines

fail-batch-reference = نشانهٔ دسته از حرف‌های لاتین و رقم و خط تیره است
fail-batch-type = چنین نوع دسته‌ای نیست، یا بر سر آن توافق نکرده‌اید
fail-batch-timeout = دسته بیش از اندازه باز ماند و هیچ‌چیز از آن فرستاده نشد. دوباره بفرستید.
fail-multiline-max-bytes = پیام بیش از اندازه بلند است و فرستاده نشد: آن را تکه‌تکه بفرستید
fail-multiline-max-lines = خط‌های پیام بیش از اندازه‌اند و فرستاده نشد: آن را تکه‌تکه بفرستید
fail-multiline-target = گیرندهٔ یکی از خط‌ها گیرندهٔ پیام نیست: هیچ‌چیز از آن فرستاده نشد
fail-multiline-one-target = پیام چندخطی یک گیرنده می‌خواهد
fail-multiline-mixed = خط‌های یک پیام یا همه PRIVMSG هستند یا همه NOTICE: هیچ‌چیز از آن فرستاده نشد
fail-multiline-other-command = خط‌های پیام فقط PRIVMSG یا NOTICE هستند: هیچ‌چیز از آن فرستاده نشد
fail-multiline-tags = خط پیام برچسب دیگری ندارد؛ برچسب‌های پیام از آنِ BATCH است. هیچ‌چیز از آن فرستاده نشد.
fail-multiline-no-text = یکی از خط‌های پیام گیرنده یا متن ندارد: هیچ‌چیز از آن فرستاده نشد
fail-multiline-blank-concat = خط خالی نمی‌تواند دنبالهٔ خط پیشین باشد: هیچ‌چیز از پیام فرستاده نشد
fail-multiline-only-blank = همهٔ خط‌های پیام خالی است و فرستاده نشد
fail-multiline-empty = پیام هیچ خطی ندارد و فرستاده نشد
fail-multiline-broken-off = پیش از پایان پیام چیز دیگری آمد: هیچ‌چیز از آن فرستاده نشد
fail-multiline-not-open = چنین دستهٔ بازی نیست
config-multiline-bytes-max = بایت‌های پیام چندخطی.
config-multiline-lines-max = خط‌های پیام چندخطی.
config-batch-ms = دسته (پیام چندخطی) باید در این چند میلی‌ثانیه به پایان برسد.

## What the client says of the connection and of what was refused

client-host-not-found = نشانی { $about } پیدا نشد. املای آن و شبکهٔ خود را بررسی کنید.
client-connection-refused = در { $about } کسی پاسخ نمی‌دهد. درگاه را بررسی کنید و ببینید سرور روشن است یا نه.
client-unreachable = راهی به { $about } نیست. شبکهٔ خود را بررسی کنید.
client-timed-out = { $about } پاسخ نمی‌دهد.
client-tls-failed = رمزگذاری با { $about } ناموفق بود: { $words }
client-certificate-changed = گواهی { $about } با گواهی قبلی فرق دارد. شاید کسی در میان راه گوش می‌دهد: پیش از ادامه از مدیر سرور بپرسید.
client-connect-failed = اتصال به { $about } ممکن نشد: { $words }
client-server-closed = { $about } اتصال را بست.
client-connection-lost = اتصال به { $about } قطع شد.
client-server-error = سرور اتصال را پایان داد: { $words }
client-needs-server-password = سرور گذرواژه می‌خواهد. آن را از مدیر سرور بپرسید.
client-wrong-server-password = این گذرواژهٔ سرور نیست. گذرواژهٔ درست را از مدیر سرور بپرسید.
client-banned-from-server = به این سرور راه ندارید: { $words }
client-tls-required = { $about } فقط اتصال رمزگذاری‌شده می‌پذیرد و چنین اتصالی برقرار نشد.
client-no-nickname = هیچ‌کدام از نام‌های شما آزاد نبود. نام دیگری انتخاب کنید.
client-login-failed = ورود به حساب ناموفق بود: { $words }
client-server-unproved = { $about } گذرواژهٔ شما را نمی‌داند در حالی که باید بداند. شاید سرور درستی نباشد؛ وارد حساب نشدید.
client-no-login = { $about } راه امنی برای ورود با آنچه داده‌اید ندارد.
client-not-connected = شما وصل نیستید.
client-not-supported = این سرور از این کار پشتیبانی نمی‌کند.
client-no-such-nick = { $about } اینجا نیست.
client-no-such-room = اتاق { $about } وجود ندارد.
client-cannot-send = { $about } نمی‌گذارد صحبت کنید: { $words }
client-not-in-room = شما در { $about } نیستید.
client-too-many-rooms = در اتاق‌های زیادی هستید و نمی‌توانید به { $about } بروید.
client-room-full = { $about } پر است.
client-invite-only = { $about } فقط برای دعوت‌شدگان است.
client-banned-from-room = به { $about } راه ندارید.
client-wrong-key = { $about } کلید دارد و این کلید درست نیست.
client-room-name-too-long = { $about } برای نام اتاق بلند است.
client-bad-room-name = { $about } نمی‌تواند نام اتاق باشد.
client-needs-account = { $about } برای کسانی است که حساب دارند: { $words }
client-no-rights = اجازهٔ این کار را ندارید: { $words }
client-nickname-in-use = نام { $about } را کس دیگری دارد.
client-bad-nickname = نام «{ $about }» پذیرفته نشد: { $words }
client-too-long = پیام بیش از اندازه بلند است.
client-too-many-waiting = پیام‌های زیادی در انتظار فرستادن‌اند. تا برقراری اتصال صبر کنید.
client-too-many-conversations = گفتگوهای باز زیادند. چند تا را ببندید.
client-nothing-to-send = چیزی برای فرستادن نیست.
client-unconfirmed = پیش از تأیید سرور اتصال قطع شد. پیش از فرستادن دوباره ببینید گفته شده است یا نه.
client-no-such-message = آن پیام دیگر نیست.
client-too-late-to-redact = برای پس گرفتن آن پیام دیر شده است.
client-account-exists = حساب { $about } از پیش هست. وارد شوید یا نام دیگری انتخاب کنید.
client-weak-password = گذرواژه ضعیف است: { $words }
client-wrong-code = کد درست نیست.
client-try-later = سرور می‌خواهد که صبر کنید: { $words }
client-refused = سرور نپذیرفت: { $words }

## The page for browsers

page-title = { $network }، گفتگو با پیک
page-about = اینجا { $server } است، سرور گفتگویی که بدون اینترنت کار می‌کند.
page-irc = با هر برنامهٔ IRC بپیوندید: همین میزبان، درگاه { $port }، با TLS، اتاق { $channel }.
page-netcat = روی خود دستگاه سرور { $command } کافی است: خط اول نام شماست.
page-fingerprint = اثر انگشت SHA-256 گواهی:

## Why a connection ends

closing-link = اتصال بسته می‌شود: { $host } ({ $why })
close-stopping = سرور در حال ایستادن است. کمی بعد برگردید.
close-server-full = سرور پر است. بعداً دوباره تلاش کنید.
close-too-many-connections = از نشانی شما اتصال‌های زیادی باز است. چند تا را ببندید یا یک دقیقه صبر کنید.
close-plaintext = این سرور اتصال بدون رمزگذاری را فقط از دستگاه خودش می‌پذیرد. روی همین درگاه با TLS وصل شوید.
close-recvq = بیش از توان سرور فرستادید. آهسته‌تر بفرستید.
close-bad-password = گذرواژه نادرست است. با گذرواژهٔ درست دوباره وصل شوید.
close-no-room = این سرور اتاقی برای حالت ساده ندارد. به مدیر سرور بگویید default_channel را تنظیم کند.
close-room-closed = در اتاق به روی شما بسته است. از یکی از گردانندگانش بخواهید.
quit-closed = اتصال بسته شد
quit-reset = اتصال قطع شد
quit-tls = خطای TLS
quit-sendq = صف فرستادن پر شد
quit-exit = از چت خارج شد
quit-message = خروج: { $text }
quit-plain = خروج
quit-ping-timeout = بی‌پاسخ ماندن به PING: { $seconds } ثانیه
quit-registration-timeout = مهلت معرفی گذشت. دوباره وصل شوید و نامی بدهید.

## Plain mode's sentences

plain-hint = به پیک خوش آمدید. نام خود را بنویسید و Enter بزنید؛ پس از آن هر چه بنویسید به اتاق می‌رود. exit یعنی خروج.
plain-welcome = خوش آمدید { $name }. هر چه بنویسید به { $room } می‌رود؛ exit یعنی خروج.
plain-private-name = { $name } (فقط به شما)
plain-renamed = نام [{ $old }] از این پس [{ $new }] است
plain-invited = { $name } شما را به { $channel } دعوت می‌کند. برای رفتن به آن برنامهٔ IRC لازم است.
plain-line-too-long = آن خط بیش از اندازه بلند بود و فرستاده نشد. در چند بخش بفرستید.
plain-not-utf8 = آن خط UTF-8 نبود و فرستاده نشد. پایانهٔ خود را روی UTF-8 بگذارید.
plain-bad-name = { $name } نمی‌تواند نام باشد. نام دیگری از حرف و رقم بنویسید که با حرف آغاز شود.
plain-name-taken = نام { $name } گرفته شده است. نام دیگری بنویسید.
plain-cannot-speak = اکنون در این اتاق اجازهٔ سخن ندارید. از یکی از گردانندگانش بخواهید.
plain-not-in-room = دیگر در اتاق نیستید. برای برگشتن دوباره وصل شوید.
plain-admitted = گذرواژه درست است. اکنون نام خود را بنویسید.

## Connection registration

welcome = به { $network } خوش آمدید، { $source }
your-host = میزبان شما { $server } است با نسخهٔ { $version }
created = این سرور در { $time } آغاز به کار کرد
isupport = در این سرور پشتیبانی می‌شود
luser-client = { $visible } کاربر پیدا و { $invisible } کاربر پنهان روی ۱ سرور هستند
luser-op = مدیر سرور برخط
luser-unknown = اتصال ناشناس
luser-channels = اتاق ساخته‌شده
luser-me = من { $users } کاربر و ۰ سرور دارم
local-users = کاربران اینجا { $users }، بیشینه { $max }
global-users = همهٔ کاربران { $users }، بیشینه { $max }
motd-start = - پیام روز { $server } -
end-of-motd = پایان پیام روز

## Errors

err-no-motd = پیام روزی نیست
err-tags-too-long = برچسب‌های پیام بیش از اندازه بلندند
err-line-too-long = خط بیش از اندازه بلند است
err-not-registered = هنوز معرفی نشده‌اید: نخست NICK و USER بفرستید
err-already-registered = پیش از این معرفی شده‌اید
err-no-privileges = اجازه ندارید: این کار ویژهٔ مدیران سرور است
err-need-more-params = پارامتر کافی نیست
err-unknown-command = فرمان ناشناخته
err-invalid-cap-command = فرمان CAP نادرست است
err-password-mismatch = گذرواژه نادرست است
err-no-nickname-given = نامی داده نشد
err-erroneous-nickname = نام باید با حرف آغاز شود، از حرف و رقم باشد و کوتاه باشد
err-nickname-in-use = این نام در حال استفاده است، یا به نام دیگری می‌ماند
err-ban-nick-change = به آن اتاق راه ندارید و نمی‌توانید در آن نام خود را عوض کنید
err-no-such-nick = چنین نامی نیست
err-no-such-channel = چنین اتاقی نیست
err-not-on-channel = در آن اتاق نیستید
err-user-not-in-channel = در آن اتاق نیست
err-user-on-channel = از پیش در آن اتاق است
err-too-many-channels = در اتاق‌های زیادی هستید: نخست یکی را ترک کنید
err-no-more-channels = سرور اتاق‌های زیادی دارد و نمی‌تواند اتاق دیگری بسازد
err-cannot-send-not-member = به اتاق فرستاده نشد: نخست بپیوندید
err-cannot-send-moderated = به اتاق فرستاده نشد: اتاق نظارت‌شده است (+m)
err-cannot-send-banned = به اتاق فرستاده نشد: راه ندارید یا خاموش شده‌اید (+b)
err-cannot-send-ctcp = به اتاق فرستاده نشد: CTCP نمی‌پذیرد (+C)
err-list-full = فهرست اتاق پر است: نخست یکی را بردارید
err-banned = نمی‌توانید بپیوندید: راه ندارید (+b)
err-invite-only = نمی‌توانید بپیوندید: ویژهٔ دعوت‌شدگان است (+i)
err-bad-key = نمی‌توانید بپیوندید: کلید درست می‌خواهد (+k)
err-channel-full = نمی‌توانید بپیوندید: اتاق پر است (+l)
err-founder-needed = باید صاحب اتاق باشید
err-operator-needed = باید گردانندهٔ اتاق باشید
err-half-operator-needed = باید دستیار اتاق باشید
err-no-recipient = گیرنده‌ای داده نشد ({ $command })
err-no-text-to-send = متنی برای فرستادن نیست
err-too-many-targets = گیرندگان بیش از اندازه‌اند: این یکی و پس از آن کنار گذاشته شدند
fail-invalid-utf8 = پیام پذیرفته نشد: UTF-8 نیست
fail-invalid-message = پیام پذیرفته نشد: ساختارش درست نیست

## Notices to operators

notice-rehashed = پیکربندی از نو خوانده شد.
notice-rehash-failed = پیکربندی عوض نشد: { $why }

## Channels

no-topic = موضوعی گذاشته نشده
end-of-names = پایان فهرست نام‌ها
end-of-invitations = پایان فهرست دعوت‌ها
list-start = کاربران  نام
list-end = پایان فهرست اتاق‌ها
end-of-ban-list = پایان فهرست راه‌نداده‌ها
end-of-exception-list = پایان فهرست استثناهای راه ندادن
end-of-invite-exception-list = پایان فهرست استثناهای دعوت
err-users-dont-match = فقط حالت‌های خودتان را می‌توانید ببینید و عوض کنید
err-unknown-user-mode = حالت کاربری ناشناخته
err-unknown-mode = از حالت‌های اتاق نیست
err-invalid-key = این نمی‌تواند کلید باشد: فاصله، ویرگول و دونقطه در آغاز نداشته باشد
err-invalid-mode-param = پارامتر حالت نیامده یا نادرست است

## Users and operators

end-of-who = پایان WHO
end-of-whois = پایان WHOIS
end-of-whowas = پایان WHOWAS
err-was-no-such-nick = چنین نامی نبوده است
whois-account = با این حساب وارد شده است
whois-actually = در واقع از این نشانی وصل است
whois-bot = ربات است
whois-host = از *@{ $host } { $address } وصل است
whois-modes = این حالت‌ها را دارد: { $modes }
whois-idle = ثانیه سکوت، زمان ورود
whois-operator = مدیر سرور است
whois-secure = اتصال امن دارد
away-unspecified = اکنون اینجا نیست
now-away = نبودن شما اعلام شد
fail-invalid-realname = این نمی‌تواند نام واقعی باشد: خالی یا بیش از اندازه بلند است
fail-invalid-hostname = این نمی‌تواند نام میزبان باشد
end-of-monitor-list = پایان فهرست MONITOR
err-monitor-list-full = فهرست MONITOR پر است: نخست چند نام را بردارید
you-are-operator = اکنون مدیر سرور هستید
rehashing = پیکربندی از نو خوانده می‌شود

## Questions about the server

err-no-such-server = چنین سروری نیست
version = گفتگویی که هر جا باشید کار می‌کند
info-about = پیک سرور گفتگویی است که نه اینترنت می‌خواهد، نه حسابی جای دیگر و نه سرویس دیگری.
info-works = روی یک درگاه، با TLS و بدون آن، IRCv3 و خط‌های متن ساده را می‌فهمد.
info-licence = نرم‌افزار آزاد با پروانهٔ MIT است.
end-of-info = پایان INFO
err-no-admin-info = کسی نگفته است مدیر این سرور کیست
admin-me = مدیر این سرور
end-of-links = پایان LINKS
err-help-not-found = دربارهٔ آن راهنمایی نیست: HELP فهرست موضوع‌ها را می‌دهد

## Who is there

not-away = برگشتن شما اعلام شد

## Operators' commands

kill-no-reason = بدون ذکر دلیل
killed = بیرون انداخته شد ({ $oper } ({ $reason }))

## Questions about the server

topic-title = راهنما؛ HELP <topic> یا HELP <command> بیشتر می‌گوید
end-of-help = پایان HELP
topic-connection = NICK name نام شما را عوض می‌کند. QUIT :reason یعنی خروج. CAP و PASS و USER و PING و PONG را برنامهٔ شما می‌فرستد.
topic-accounts = با REGISTER * * password نام شما حساب می‌شود و فقط از آنِ شماست. اگر کد خواسته شود VERIFY name code کار را تمام می‌کند. با PERSISTENCE SET ON وقتی هیچ دستگاهتان وصل نیست هم در اتاق‌هایتان می‌مانید. AUTHENTICATE را برنامه‌تان هنگام ورود می‌فرستد.
topic-channels = JOIN #room ورود به اتاق (در IRC: کانال) یا ساختن آن؛ PART #room :reason ترک آن. TOPIC #room :text موضوعش را می‌گذارد. NAMES #room و LIST نشان می‌دهند چه کسانی و چه اتاق‌هایی هستند. INVITE name #room دعوت (و INVITE به‌تنهایی فهرست دعوت‌های شما) و KICK #room name :reason بیرون کردن است. RENAME #room #name :reason نام اتاق را عوض می‌کند.
topic-modes = MODE #room +o name گرداننده، +h دستیار و +v اجازهٔ سخن؛ +b mask راه ندادن (~a:account: وارد شده با آن حساب، ~U: واردنشده، ~m:mask: فقط خاموش کردن)، +i فقط دعوت‌شدگان، +k key، +l limit، +m، +n، +s، +t، +C. MODE name +i شما را از کسانی که با آن‌ها اتاق مشترک ندارید پنهان می‌کند؛ +w یعنی دیدن WALLOPS و +B یعنی ربات بودن.
topic-messages = PRIVMSG #room :text یا PRIVMSG name :text پیام می‌فرستد؛ NOTICE هم همین است و برنامه‌ها پاسخش نمی‌دهند. TAGMSG برچسب بی‌متن می‌فرستد. CHATHISTORY LATEST #room * 50 آنچه را پیش‌تر گفته شده نشان می‌دهد. REDACT target id :reason پیامی را پس می‌گیرد. SEARCH text=words;in=#room پیام‌ها را می‌جوید. MARKREAD را برنامهٔ شما می‌فرستد.
topic-people = WHOIS name از کسی می‌گوید و WHOWAS name از کسی که اینجا بود. WHO #room یا WHO mask فهرست می‌دهد. USERHOST name و ISON name برای برنامه‌هاست.
topic-presence = AWAY :message یعنی نیستید و AWAY به‌تنهایی یعنی برگشتید. SETNAME :text نام واقعی را عوض می‌کند. METADATA * SET key :value چیزی دربارهٔ شما می‌گوید (avatar، display-name و مانند آن) و METADATA name LIST آنچه را دیگران گفته‌اند نشان می‌دهد. MONITOR + name آمدن و رفتن کسی را خبر می‌دهد؛ - از فهرست برمی‌دارد، C آن را خالی می‌کند، L و S نشانش می‌دهند.
topic-server = MOTD و INFO و ADMIN و VERSION و TIME و LUSERS و LINKS از این سرور می‌گویند. ISUPPORT برای برنامه‌هاست. HELP فهرست موضوع‌ها را می‌دهد.
topic-operators = OPER name password شما را مدیر سرور (در IRC: operator) می‌کند. KILL name :reason کسی را بیرون می‌اندازد، CHGHOST name host نام میزبان را عوض می‌کند، WALLOPS :text با همهٔ دارندگان +w سخن می‌گوید، REHASH پیکربندی را از نو می‌خواند.
err-too-many-matches = بیش از این هست: پرسش را تنگ‌تر کنید

## Accounts

fail-account-exists = این نام گرفته شده، یا به نام گرفته‌شده‌ای می‌ماند
fail-bad-account-name = این نمی‌تواند نام حساب باشد
fail-too-many-accounts = از نشانی شما حساب‌های زیادی ساخته شده است. یک ساعت دیگر دوباره تلاش کنید یا از مدیر سرور بخواهید.
fail-no-more-accounts = جایی برای حساب دیگری نیست. از مدیر سرور بخواهید.
fail-no-such-account = حسابی به این نام نیست
fail-not-logged-in = نخست به حسابی وارد شوید
fail-channel-registered = این اتاق پیش‌تر ثبت شده است
fail-channel-not-registered = کسی این اتاق را ثبت نکرده است
away-absent = دستگاهی وصل نیست؛ پیام‌ها می‌مانند

## NickServ and ChanServ

service-empty = فرمانی بگویید؛ HELP فهرستشان می‌کند
service-unknown = اینجا { $command } نیست. /msg { $service } HELP فرمان‌ها را فهرست می‌کند.
service-usage = چنین به کار می‌رود: { $usage }
service-refused = این اکنون شدنی نیست
cs-access = نشان می‌دهد چه کسی هنگام آمدن چه نقشی می‌گیرد؛ صاحب اتاق حساب‌ها را می‌افزاید و برمی‌دارد.
cs-drop = اتاق خود را رها می‌کنید. نامش را دو بار بگویید: DROP #room #room. با رفتن آخرین عضو از میان می‌رود.
cs-info = می‌گوید اتاق از آنِ کیست و از کی.
cs-list = اتاق‌های شما را فهرست می‌کند.
cs-op = نقشی را که حسابتان در اتاق دارد به شما می‌دهد.
cs-register = اتاق را از آنِ شما می‌کند: با موضوع و حالت‌ها و گذشته‌اش پس از آخرین عضو هم می‌ماند. باید گردانندهٔ آن باشید.
cs-registered = { $channel } اکنون از آنِ شماست
cs-dropped = { $channel } دیگر ثبت‌شده نیست
cs-about = { $channel } را { $founder } در { $time } ثبت کرد
cs-none = اتاقی ثبت نکرده‌اید
cs-access-given = { $account } از این پس با نقش { $level } می‌آید
cs-access-taken = { $account } دیگر در فهرست نیست
cs-opped = نقشی را که حسابتان اینجا دارد گرفتید
cs-transfer = اتاق شما را به حسابی دیگر می‌دهد؛ شما گردانندهٔ آن می‌مانید.
cs-transferred = { $channel } اکنون اتاق { $account } است
ns-alwayson = با ALWAYSON on هنگامی که دستگاهی وصل نیست در اتاق‌هایتان می‌مانید و آنچه گفته شده را می‌یابید.
ns-cert = گواهی‌هایی را نشان می‌دهد که بدون گذرواژه به حسابتان وارد می‌شوند؛ ADD و DEL اثر انگشت SHA-256 می‌گیرند.
ns-drop = حسابتان را برمی‌دارد. نامش را دو بار بگویید: DROP account account.
ns-ghost = دستگاه‌های دیگرتان را که به این نام‌اند قطع می‌کند.
ns-identify = به حسابی وارد می‌شوید؛ بدون نام، به حساب نام مستعارتان.
ns-info = می‌گوید حسابی از کی هست.
ns-logout = از حسابتان بیرون می‌روید.
ns-password = به حسابتان گذرواژهٔ تازه می‌دهد.
ns-register = از نام شما حسابی می‌سازد که فقط از آنِ شماست؛ نشانی ایمیل برای مدیر سرور است.
ns-now-always-on = هنگامی که دستگاهی وصل نیست در اتاق‌هایتان می‌مانید
ns-no-longer-always-on = با رفتن آخرین دستگاهتان می‌روید
ns-no-certificates = هیچ گواهی‌ای به حسابتان وارد نمی‌شود
ns-certificate-taken = آن گواهی به حساب دیگری وارد می‌شود
ns-certificates-changed = گواهی‌هایتان عوض شد
ns-dropped = حسابتان دیگر نیست
ns-not-yours = آن نام از حساب شما نیست
ns-ghost-gone = دستگاه‌های دیگر قطع شدند
ns-about = حساب { $account } از { $time } هست
ns-several-devices = دستگاه‌های دیگرتان وصل‌اند: نخست آن‌ها را قطع کنید یا GHOST بگویید
ns-logged-out = بیرون آمدید
ns-identified = وارد شدید
ns-password-changed = گذرواژه‌تان عوض شد
quit-ghost = دستگاه دیگری این را قطع کرد
topic-services = CHANSERV (یا CS) و NICKSERV (یا NS) به اتاق‌ها و نام‌هایی می‌رسند که از آنِ کسی‌اند: CS HELP و NS HELP کارهایشان را می‌گویند. /msg ChanServ و /msg NickServ همان است.

## Redaction

fail-redact-target = آنجا پیامی را نمی‌توانید پس بگیرید: در چنین اتاقی نیستید و کسی هم به این نام نیست
fail-redact-unknown = چنین پیامی آنجا نیست، یا دیگر نیست
fail-redact-forbidden = اجازهٔ پس گرفتن این را ندارید: فقط نویسنده‌اش و گردانندگان اتاق می‌توانند
fail-redact-never-authors = در اینجا نویسندگان نمی‌توانند گفتهٔ خود را پس بگیرند: در اتاق، گردانندگانش می‌توانند
fail-redact-too-late = از گفتن این بیش از آن گذشته است که نویسنده‌اش بتواند پس بگیرد
config-history-redact-window-minutes = دقیقه‌هایی که نویسنده می‌تواند گفتهٔ خود را پس بگیرد (REDACT)؛ 0 یعنی هیچ‌گاه. گردانندگان اتاق همیشه می‌توانند و جز ایشان هیچ‌کس.

## Read markers

fail-markread-target = هیچ‌کس و هیچ اتاقی چنین نامی نمی‌تواند داشته باشد
fail-markread-time = زمان باید مانند timestamp=2026-11-24T08:18:01.123Z باشد

## Persistence

fail-persistence-parameters = باید PERSISTENCE GET باشد، یا PERSISTENCE SET با ON، OFF یا DEFAULT

## Metadata

key-not-set = این کلید مقداری ندارد
sync-later = بیش از این هم هست: با METADATA SYNC بپرسید
fail-metadata-subcommand = چنین METADATA‌ای نیست: باید GET، LIST، SET، CLEAR، SUB، UNSUB، SUBS یا SYNC باشد
fail-metadata-many = پارامترها زیادند
fail-metadata-target = چنین هدفی نیست، یا به روی شما بسته است
fail-metadata-key = کلید کوتاه است و از حرف‌های a تا z، رقم‌ها و _ . / -
fail-metadata-value = مقدار بیش از اندازه بلند است
fail-metadata-forbidden = اجازهٔ تغییر این را ندارید
fail-metadata-full = کلیدها به بیشترین شمار رسیده‌اند: نخست یکی را بردارید
fail-metadata-subs = کلیدهایی که خواسته‌اید به بیشترین شمار رسیده‌اند: نخست یکی را بردارید

## Renaming

fail-rename-in-use = این نام از آنِ اتاق دیگری است
fail-rename-invalid = اتاق را نمی‌توان چنین نامید: نام با # آغاز می‌شود و کوتاه است، بی‌فاصله و ویرگول
fail-rename-recently = نام این اتاق تازه عوض شده است: یک دقیقه صبر کنید
fail-rename-fixed = نام این اتاق عوض نمی‌شود: کسانی که برنامهٔ IRC ندارند به اینجا می‌آیند

## Searching

fail-search-time = زمان باید مانند 2026-11-24T08:18:01.123Z باشد
fail-search-from = کسی نمی‌تواند چنین نامی داشته باشد
fail-search-in = در چنین اتاقی نیستید و کسی هم به این نام نیست
fail-search-limit = این نمی‌تواند شمار پیام‌ها باشد
fail-search-attribute = چنین ویژگی‌ای نیست: باید text، in، from، after، before یا limit باشد و میانشان ;

## Logging in

logged-in = اکنون با حساب { $account } وارد شده‌اید
logged-out = اکنون از حساب خارج شده‌اید
sasl-success = ورود با SASL انجام شد
sasl-mechanisms = سازوکارهای SASL هستند
register-success = این حساب از آنِ شماست و وارد آن شده‌اید
register-verify = این حساب کد می‌خواهد: آن را از مدیر سرور بگیرید و با VERIFY بدهید
err-nick-locked = نام شما از آنِ حساب دیگری است: نخست آن را عوض کنید
err-sasl-failed = ورود با SASL انجام نشد
err-sasl-too-long = پیام SASL بلند است: آن را در تکه‌های ۴۰۰ بایتی بفرستید
err-sasl-aborted = ورود با SASL رها شد
err-sasl-capability = ورود با SASL انجام نشد: نخست قابلیت sasl را بخواهید
err-sasl-mechanism = ورود با SASL انجام نشد: چنین سازوکاری نیست
err-sasl-no-certificate = ورود با SASL انجام نشد: گواهی کاربر نشان نداده‌اید
err-sasl-unknown-certificate = ورود با SASL انجام نشد: این گواهی از آنِ هیچ حسابی نیست
err-sasl-no-name = ورود با SASL انجام نشد: نخست NICK را بفرستید، یا نامی بدهید که نام کاربر بتواند باشد
err-sasl-name-taken = ورود با SASL انجام نشد: این نام گرفته شده، یا به نام گرفته‌شده‌ای می‌ماند
err-sasl-unverified = ورود با SASL انجام نشد: این حساب کدی می‌خواهد که نزد مدیر سرور است
err-other-devices = دستگاه‌های دیگر شما با حساب دیگری وارد شده‌اند
fail-already-logged-in = پیش‌تر وارد شده‌اید
fail-registration-closed = اینجا مدیر سرور حساب می‌سازد: از او بخواهید
fail-register-connect-first = نخست اتصال را کامل کنید: پیش از آن کسی در اینجا حساب نمی‌سازد
fail-register-need-nick = نخست NICK را بفرستید: حساب همان نام را می‌گیرد
fail-account-must-be-nick = نام حساب باید همان نام شما باشد: نخست آن را عوض کنید
fail-invalid-email = این نشانی ایمیل نیست؛ اگر ایمیل لازم نباشد * بنویسید
fail-unacceptable-password = گذرواژه بیش از اندازه بلند است
fail-weak-password = این گذرواژه زود حدس زده می‌شود: گذرواژهٔ بلندتری انتخاب کنید
fail-invalid-code = کد نادرست است، یا این حساب کدی نمی‌خواهد
fail-account-not-kept = حساب اکنون نگه داشته نشد. کمی بعد دوباره تلاش کنید.
notice-account-code = حساب تازهٔ { $account } این کد را می‌خواهد: { $code }
close-login-failures = گذرواژه یا کد چند بار نادرست بود. دوباره وصل شوید و باز تلاش کنید.
config-accounts-registration = چه کسی حساب می‌سازد: "open" (همه)، "verify" (همه، ولی هر حساب کدی می‌خواهد که «peykd account code NAME» نشان می‌دهد) یا "closed" (فقط شما، با «peykd account add NAME»).
config-accounts-before-connect = آیا می‌شود پیش از آن‌که اتصال خودش را بشناساند حساب ساخت؛ چنان‌که برنامه‌هایی می‌کنند که نام و گذرواژه را با هم می‌پرسند.
config-accounts-email-required = آیا برای حساب باید نشانی ایمیل داد. چیزی به آن فرستاده نمی‌شود.
config-accounts-password-chars-min = کمترین شمار نویسه‌های گذرواژهٔ حساب.
config-accounts-always-on = آیا کسانی که حساب دارند، هنگامی که هیچ دستگاهشان وصل نیست در اتاق‌هایشان می‌مانند، مگر خود چیز دیگری خواسته باشند. هنگام آغاز سرور به کار می‌افتد.

## Accounts from the command line

problem-account-which = بگویید چه باید کرد (add، password، code، remove یا list) و با کدام حساب
help-account = حسابی را بساز، عوض کن یا بردار، یا کدی را که می‌خواهد نشان بده؛ هنگامی که سروری با این پوشهٔ داده‌ها کار نمی‌کند. گذرواژه از ورودی استاندارد خوانده می‌شود.
help-account-list = همهٔ حساب‌ها را نشان بده.
account-added = حساب { $account } ساخته شد
account-password-changed = گذرواژهٔ حساب { $account } عوض شد
account-removed = حساب { $account } برداشته شد
problem-account-name = { $account } نمی‌تواند نام حساب باشد: از حرف و رقم بسازید و کوتاه باشد.
problem-account-taken = حساب { $account } یا حسابی مانند آن هست. نام دیگری انتخاب کنید.
problem-account-unknown = حساب { $account } نیست. «peykd account list» همه را نشان می‌دهد.
problem-account-no-code = حساب { $account } کدی نمی‌خواهد: دارنده‌اش می‌تواند وارد شود.

## What is kept

fail-not-kept = این اکنون نگه داشته نشد و فرستاده هم نشد. هنوز نزد شماست: کمی بعد دوباره بفرستید.
fail-change-not-kept = این تغییر اکنون نگه داشته نشد و انجام هم نشد. کمی بعد دوباره تلاش کنید.
plain-not-kept = آن خط اکنون نگه داشته نشد و فرستاده هم نشد. کمی بعد دوباره بفرستید.
fail-history-subcommand = چنین CHATHISTORY‌ای نیست: باید LATEST، BEFORE، AFTER، AROUND، BETWEEN یا TARGETS باشد
fail-history-too-few = یک پارامتر کم است
fail-history-too-many = پارامترها زیادند
fail-history-target = در چنین اتاقی نیستید و کسی هم به این نام نیست
fail-history-limit = این نمی‌تواند شمار پیام‌ها باشد
fail-history-time = زمان باید مانند timestamp=2026-11-24T08:18:01.123Z باشد
fail-history-id = این شناسهٔ هیچ پیامی در اینجا نیست
fail-history-reference = پیام با msgid= یا timestamp= نشانی داده می‌شود
fail-history-unreadable = آنچه گفته شده اکنون خواندنی نیست. کمی بعد دوباره بپرسید.
config-history-enabled = آیا پیام‌ها نگه داشته می‌شوند تا بعد خوانده شوند (CHATHISTORY).
config-history-since-joining = آیا هر کس فقط آنچه را پس از آمدنش گفته شده می‌تواند بخواند.
config-history-page-max = شمار پیام‌ها در یک پاسخ (CHATHISTORY).
