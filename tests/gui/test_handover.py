"""When another service has to help: which, what it asks, what to prepare; and the note."""

from __future__ import annotations

import stat
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from gui.conftest import MakeWindow
from gui.scenes import at, choosing, person, settle
from gui.test_files_and_tasks import choose_in
from stillmark.domain.answers import Eligibility
from stillmark.gui.language import Language, spoken
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.handover import Country, HandoverPresenter
from stillmark.gui.session import Age, Session, Who
from stillmark.gui.window import Window
from stillmark.gui.wording import contacts, handoff
from stillmark.services.handoff import SERVICES, Ask, Prepare, services_for


def test_everything_a_service_can_ask_or_want_has_words(language: Language) -> None:
    assert set(handoff.ask_texts()) == set(Ask)
    assert set(handoff.preparations()) == set(Prepare)
    assert set(handoff.follow_texts()) == {service.code for service in SERVICES}
    texts = [
        *handoff.ask_texts().values(),
        *handoff.preparations().values(),
        *handoff.follow_texts().values(),
    ]
    texts += [handoff.travels(service) for service in SERVICES]
    texts += [handoff.country_name(country) for country in Country]
    for text in texts:
        assert text
        assert language == spoken("en") or any("가" <= letter <= "힣" for letter in text)


def test_every_entry_names_its_source_and_its_day() -> None:
    assert all(service.sources and handoff.checked(service) for service in SERVICES)
    for group in (*contacts.groups(), *contacts.for_minors(), *contacts.for_adults()):
        assert group.sources
        assert "Checked on 22 Nov 2026" in group.checked


def test_a_country_leaves_its_own_services_and_those_for_everywhere() -> None:
    session = Session(age=Age.OVER_18)
    presenter = HandoverPresenter(session)
    presenter.enter(Country.KOREA)
    assert [service.code for service in presenter.state.services] == ["d4u", "stopncii"]
    presenter.enter(Country.BRITAIN)
    assert presenter.state.country is Country.KOREA, "suggested once only"
    presenter.choose_country(Country.OTHER)
    assert [service.code for service in presenter.state.services] == ["stopncii"]
    assert [group.countries for group in contacts.for_adults(Country.OTHER)] == [frozenset()]
    presenter.choose_country(None)
    assert len(presenter.state.services) == len(services_for(Eligibility.ADULT))
    wanted = {each for service in presenter.state.services for each in service.prepare}
    assert set(presenter.state.prepare) == wanted
    presenter.forget()
    assert presenter.state.country is None


def lines(window: Window, name: str) -> list[str]:
    card = window.page().findChild(object, name)
    assert card is not None
    return [label.text() for label in card.findChildren(QLabel) if label.text()]


def test_what_a_service_asks_is_said_before_its_address(window: Window) -> None:
    person(window, Age.UNDER_18)
    window.flow.go(Screen.HANDOVER)
    window.pages.handover.draw(window.presenters.handover.state)
    settle()
    said = lines(window, "service-report-remove")
    warning = "Report Remove asks for an age check, and sends the picture or its link to the IWF."
    address = next(line for line in said if line.startswith("childline.org.uk"))
    assert said.index(warning) < said.index(address)
    for ask in handoff.asks(next(one for one in SERVICES if one.code == "report-remove")):
        assert said.index(ask) < said.index(address)


def test_for_a_child_people_come_first_and_nobody_is_asked_to_look(window: Window) -> None:
    person(window, Age.UNDER_18, Who.ASSISTING)
    window.presenters.person.agree(True)
    window.pages.person.onward.emit()
    at(window, Screen.HANDOVER)
    page = window.pages.handover
    assert "helpline first" in page._child.title.text()
    assert page._people.geometry().top() < page._sites.geometry().top()
    page.draw(window.presenters.handover.state)
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "You need not look at the picture" in said


def test_the_korean_window_begins_with_korea(make_window: MakeWindow) -> None:
    window = make_window(language="ko")
    person(window)
    window.flow.go(Screen.HANDOVER)
    assert window.presenters.handover.state.country is Country.KOREA


def test_the_list_can_be_copied_and_leaves_the_clipboard(window: Window) -> None:
    person(window)
    window.flow.go(Screen.HANDOVER)
    window.pages.handover.copy_button.click()
    copied = QApplication.clipboard().text()
    for service in window.presenters.handover.state.services:
        assert handoff.name(service) in copied
    for each in window.presenters.handover.state.prepare:
        assert handoff.preparations()[each] in copied
    assert "Do not look for the picture" in copied
    assert "one minute" in window.pages.handover._done.text()
    window.clipboard.leave()
    assert QApplication.clipboard().text() == ""


# --- without the picture


def write(window: Window) -> None:
    choosing(window)
    window.pages.choose.without_button.click()
    at(window, Screen.NOTE)
    window.pages.note.fields["address"].setText("https://platform.example/p/1")
    window.pages.note.fields["more"].setPlainText("It was there on Sunday.")  # type: ignore[union-attr]


def test_a_note_is_saved_only_after_the_warning_and_by_its_owner_alone(
    window: Window, tmp_path: Path
) -> None:
    write(window)
    page = window.pages.note
    assert not page.save_button.isEnabled()
    assert not page.copy_button.isEnabled()
    window.way.saving.save_note()
    assert window.findChild(QFileDialog) is None
    page._risk.click()
    page.save_button.click()
    settle()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    target = tmp_path / "note.txt"
    choose_in(dialog, target)
    settle(target.exists)
    settle(lambda: "Saved" in page._done.text())
    assert "https://platform.example/p/1\n" in target.read_text()
    assert "Date and time" not in target.read_text(), "what is empty is left out"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_note_outlives_the_page_but_not_forgetting(window: Window) -> None:
    write(window)
    window.pages.note.back.emit()
    at(window, Screen.CHOOSE)
    window.flow.go(Screen.NOTE)
    assert window.pages.note.fields["address"].text() == "https://platform.example/p/1"  # type: ignore[union-attr]
    window.away.forget()
    assert window.presenters.note.state.note.empty
    assert window.pages.note.fields["more"].toPlainText() == ""  # type: ignore[union-attr]


def test_to_and_fro_between_note_and_services_comes_back(window: Window) -> None:
    write(window)
    window.pages.note.onward.emit()
    at(window, Screen.HANDOVER)
    window.pages.handover.note_button.click()
    at(window, Screen.NOTE)
    window.pages.note.back.emit()
    at(window, Screen.CHOOSE)
    person(window)
    window.flow.go(Screen.HANDOVER)
    window.flow.go(Screen.HELP)
    window.flow.back()
    at(window, Screen.HANDOVER)
    window.flow.go(Screen.NOTE)
    window.flow.go(Screen.HANDOVER)
    window.flow.back()
    at(window, Screen.PERSON)
