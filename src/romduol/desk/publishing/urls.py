"""The addresses of this room, each behind a door."""

from django.urls import path

from romduol.desk.publishing import views

urlpatterns = [
    path("publishing", views.publishing, name="publishing"),
    path("publishing/publish", views.publish, name="publish"),
    path("publishing/preview", views.start_preview, name="start-preview"),
    path("publishing/back", views.releases_kept, name="releases-kept"),
    path("publishing/back/<int:serial>", views.back_to, name="back-to"),
    path("preview/", views.preview, name="preview"),
    path("preview/of/<path:page>", views.preview_of, name="preview-of"),
    path("preview/both/<path:page>", views.preview_both, name="preview-both"),
    path("preview/page/<path:page>", views.preview_after, name="preview-page"),
    path("preview/before/<path:page>", views.preview_before, name="preview-before"),
    path("approvals", views.approvals, name="approvals"),
    path("approvals/<uuid:key>/yes", views.agree, name="approve"),
    path("approvals/<uuid:key>/no", views.refuse, name="decline"),
    path("give", views.give_out, name="give-out"),
    path("give/published", views.give_published, name="give-published"),
    path("give/source", views.give_source, name="give-source"),
    path("own/<slug:code>/take-away", views.take_away, name="own-take-away"),
    path("setup", views.setup, name="setup"),
]
