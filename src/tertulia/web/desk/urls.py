"""Addresses of the desk."""

from django.urls import path

from tertulia.web.desk import deciding, overview, pages, people, reasons, threads

urlpatterns = [
    path("", pages.queue, name="desk"),
    path("cases/<int:case_id>/", pages.queue, name="desk_case"),
    path("cases/<int:case_id>/decide/", deciding.decide_case, name="desk_decide"),
    path("cases/<int:case_id>/appeals/<int:appeal_id>/", deciding.answer_case, name="desk_answer_case"),
    path("cases/<int:case_id>/take-over/", deciding.take_over, name="desk_take_over"),
    path("cases/<int:case_id>/note/", deciding.note, name="desk_note"),
    path("decisions/<int:decision_id>/undo/", deciding.undo, name="desk_undo"),
    path("responses/<int:response_id>/", deciding.on_response, name="desk_response"),
    path("news/", pages.news, name="desk_news"),
    path("threads/", threads.overview, name="desk_threads"),
    path("threads/<int:thread_id>/", threads.thread, name="desk_thread"),
    path("sanctions/", people.sanctions, name="desk_sanctions"),
    path("writers/<int:reader_id>/", people.writer, name="desk_writer"),
    path("trusted/", people.trusted, name="desk_trusted"),
    path("reasons/", reasons.reasons, name="desk_reasons"),
    path("overview/", overview.overview, name="desk_overview"),
    path("overview/<str:chart>.csv", overview.as_csv, name="desk_csv"),
]
