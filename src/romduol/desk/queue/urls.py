"""The addresses of this room, under `/desk/<lang>/`; an item's key tells nothing of what it is about."""

from django.urls import path

from romduol.desk.queue import views

urlpatterns = [
    path("queue", views.show_queue, name="queue"),
    path("queue/next", views.go_on, name="queue-next"),
    path("queue/sheet", views.call_sheet, name="queue-sheet"),
    path("queue/<int:key>", views.show_item, name="queue-item"),
    path("queue/<int:key>/take", views.take_one, name="queue-take"),
    path("queue/<int:key>/give-back", views.give_back_one, name="queue-give-back"),
    path("queue/<int:key>/hand-over", views.hand_over_one, name="queue-hand-over"),
    path("queue/<int:key>/postpone", views.postpone_one, name="queue-postpone"),
]
