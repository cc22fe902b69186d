"""A page with the fields of a report and nothing else, so that the script can be tried on its own."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse

from romduol.care.queues.queries import living
from romduol.care.reports.views import sealed, wording
from romduol.safety.access.rules import public_door
from romduol.ui.assets import reporting_policy
from romduol.ui.templates import environment

TEMPLATES = Path(sealed.__file__).resolve().parents[1] / "templates"
PAGE = """<!doctype html><html lang="{{ lang }}"><head><meta charset="utf-8"><title>Note · Romduol</title>
<meta name="viewport" content="width=device-width"><style>{{ styles }}</style>{{ look }}</head>
<body><main id="main" data-once>
{% if back %}
<form class="card" method="post" action="/in/{{ lang }}/r/b" autocomplete="off" data-seals="back">
<input name="code"><input name="word"><button class="btn" type="submit">ok</button></form>
{% else %}
<form class="card" method="post" action="/in/{{ lang }}/r" enctype="multipart/form-data" autocomplete="off" data-seals="report">
<input type="hidden" name="about" value="me"><input type="hidden" name="kind" value="trafficking">
<input type="hidden" name="consent" value="help"><input type="hidden" name="code" value="000000000000000000000000">
{% for inbox in inboxes %}<label><input type="checkbox" name="queue" value="{{ inbox.queue.id }}" checked>
{{ inbox.queue.name[lang] }}</label>{% endfor %}
<label><input type="checkbox" name="who" value="police"> police</label>
<textarea name="what"></textarea><input name="where"><input name="when"><input name="contact">
<input type="file" name="file" multiple><label><input type="checkbox" name="original" value="1"> original</label>
<input name="word"><p data-code>0000 0000 0000 0000 0000 0000</p><button class="btn" type="submit">send</button></form>
{% endif %}
</main>{% include "reader/sealing.html" %}<script>{{ script }}</script></body></html>"""


@public_door
def page(request: HttpRequest, lang: str, back: bool = False) -> HttpResponse:
    """Show it."""
    from django.utils import timezone

    if request.method == "POST":
        return HttpResponse("the server sealed it")
    shown = {"back": back, "inboxes": living(None, timezone.now()), "sealing": wording.sealing_of(lang)}
    made = environment(lang, (TEMPLATES,)).overlay()
    body = made.from_string(PAGE).render(look=made.globals["own_styles"]("handing_in"), **shown)
    return HttpResponse(body, headers={"Content-Security-Policy": reporting_policy(), "Cache-Control": "no-store"})
