"""The addresses of signing in, of one's own account, of people and of the audit; each behind a door."""

from __future__ import annotations

from django.urls import URLPattern, path

from romduol.safety.accounts.views import arriving, audit, own_account, people, welcoming

urlpatterns: list[URLPattern] = [
    path("in", arriving.enter, name="sign-in"),
    path("out", arriving.leave, name="sign-out"),
    path("second", arriving.second, name="second"),
    path("again", arriving.again, name="again"),
    path("passkey.js", arriving.script, name="passkey-script"),
    path("welcome/<str:token>", welcoming.welcome, name="welcome"),
    path("me", own_account.me, name="me"),
    path("me/password", own_account.password, name="me-password"),
    path("me/codes", own_account.codes, name="me-codes"),
    path("me/codes/end", own_account.codes_end, name="me-codes-end"),
    path("me/passkeys", own_account.passkeys, name="me-passkeys"),
    path("me/passkeys/<int:which>/end", own_account.passkey_end, name="me-passkeys-end"),
    path("me/recovery", own_account.paper, name="me-recovery"),
    path("me/sign-ins/end", own_account.sign_ins_end, name="me-sign-ins-end"),
    path("people", people.people, name="people"),
    path("people/invite", people.invite, name="people-invite"),
    path("people/invitations/<uuid:which>/end", people.invitation_end, name="people-invitations-end"),
    path("people/organizations", people.new_organization, name="people-organizations"),
    path("people/organizations/<uuid:which>", people.organization, name="people-organization"),
    path("people/<uuid:which>", people.person, name="people-person"),
    path("people/<uuid:which>/<str:deed>", people.change, name="people-change"),
    path("audit", audit.audit, name="audit"),
]
