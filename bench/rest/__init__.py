"""The list of HSDS services as it is mostly made: Django REST framework over tables. The bench puts ours beside it.

It is given every advantage that does not change the answer: no middleware but gzip, no browsable pages, no sessions, no
throttling; serializers of read-only fields, which are the quickest; all that is nested fetched in one query a table;
JSON by the quickest writer there is; connections that stay open; nothing but what HSDS names, in one language.
"""
