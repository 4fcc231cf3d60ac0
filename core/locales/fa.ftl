# جمله‌های سرور. هر کدام یک سطر؛ همان کلیدهای en.ftl.

## Plain mode

plain-left = [{ $name }] از چت خارج شد

## The server

server-running = سرور روی { $address } اجرا شد
