# Sentences of the server. One line each; keys in kebab-case; the same keys in fa.ftl.

## Plain mode

plain-left = [{ $name }] left the chat

## The server

server-running = Server running on { $address }
