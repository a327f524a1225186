"""Components: what a page says with them, and that nothing inline gets past the content security policy."""

import datetime as dt
import re

import pytest
from django import forms
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from kaname.web.forms import KanameForm
from kaname.web.templatetags.kaname import icon, phrase
from kaname.web.tests.pages import component as render
from kaname.web.tests.pages import page
from kaname.web.views import gallery_context

pytestmark = pytest.mark.urls("kaname.web.tests.urls")


class OneField(KanameForm):
    title = forms.CharField(label="件名", help_text="短く。")
    kind = forms.ChoiceField(label="種別", widget=forms.RadioSelect, choices=[("a", "甲"), ("b", "乙")])
    due_on = forms.DateField(label="期限", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize(
    ("status", "sign", "word"),
    [
        ("MET", "✓", "充足"),
        ("lapsing", "▲", "期限間近"),
        ("UNMET", "✕", "未充足"),
        ("EXCEPTED", "◇", "例外"),
        ("NOT_APPLICABLE", "－", "対象外"),
        ("", "？", "未判定"),
    ],
)
def test_verdict_says_itself_by_shape_and_word(status, sign, word):
    html = render('<c-verdict :status="status" />', status=status)
    assert f'<span aria-hidden="true">{sign}</span>{word}' in html


def test_verdict_square_names_itself_to_who_cannot_see_it():
    html = render('<c-verdict-square status="UNMET" label="G-5 監査" url="/x/" />')
    assert 'href="/x/"' in html
    assert 'aria-label="G-5 監査 未充足"' in html


def test_page_header_escapes_once():
    html = render('<c-page-header title="{{ t }}" :lead="t" />', t="<b> & 規程")
    assert html.replace("<wbr>", "").count("&lt;b&gt; &amp; 規程") == 2
    assert "&amp;amp;" not in html
    assert "<b>" not in html


def test_row_shows_label_text_and_actions_only_when_given():
    html = render('<c-row title="題" />')
    assert ("row-label" in html, "row-text" in html, "actions" in html) == (False, False, False)
    html = render(
        '<c-row title="題" label="承認">本文'
        '<c-slot name="actions"><c-button kind="primary">決める</c-button></c-slot></c-row>'
    )
    assert all(
        words in html for words in ("承認", "本文", '<button class="button primary" type="submit" >決める')
    )


def test_component_does_not_inherit_the_values_of_one_around_it():
    html = render('<c-card title="外" tone="bad"><c-alert>内</c-alert></c-card>')
    assert 'class="alert info"' in html


def test_button_with_address_is_a_link_and_passes_attributes_on():
    assert render('<c-button href="/a/" data-x="1">開く</c-button>') == (
        '<a class="button secondary" href="/a/" data-x="1">開く</a>'
    )


def test_form_carries_both_tokens_and_an_error_summary_that_leads_to_the_field():
    html = render('<c-form :form="form" submit="保存する" cancel="/back/" />', form=OneField({"title": ""}))
    assert 'name="csrfmiddlewaretoken"' in html
    assert re.search(r'name="form_token" value="[\w-]{16,}"', html)
    assert '<a href="#id_title">件名：入力してください。</a>' in html
    assert '<a href="#id_kind_0">種別：選んでください。</a>' in html or '<a href="#id_kind">' in html
    assert 'aria-describedby="id_title_errors id_title_help"' in html
    assert 'aria-invalid="true"' in html
    assert html.count('type="hidden" name="token"') == 1


def test_form_uses_the_pages_token_when_there_is_one():
    assert 'name="form_token" value="abc"' in render("<c-form></c-form>", form_token="abc")


def test_every_error_link_of_a_form_has_a_target():
    html = render('<c-form :form="form" />', form=OneField({}))
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(re.findall(r'id="([^"]+)"', html))


def test_date_fields_become_the_browsers_picker():
    html = render(
        '<c-field :field="form.due_on" />', form=OneField(initial={"due_on": dt.date(2026, 12, 20)})
    )
    assert 'type="date" name="due_on" value="2026-12-20"' in html


def test_date_shows_instants_in_japan():
    html = render('<c-date :value="at" />', at=dt.datetime(2026, 11, 18, 15, 30, tzinfo=dt.UTC))
    assert 'datetime="2026-11-19T00:30+09:00"' in html
    assert render('<c-date :value="at" />', at=None) == "－"


def test_diff_is_readable_without_colour():
    html = render('<c-diff before="部門長の許可" after="責任者の許可" />')
    assert '<del><span class="sr-only">削除「</span>部門長<span class="sr-only">」</span></del>' in html
    assert "変更は1か所です。" in html


def test_phrase_breaks_between_phrases_and_escapes():
    assert phrase("規程を<承認>する").replace("<wbr>", "") == "規程を&lt;承認&gt;する"
    assert "<wbr>" in phrase("今日、病院長が判断することは三件です")
    assert phrase(mark_safe("<em>3件</em>です")) == "<em>3件</em>です"


def test_icon_is_silent_unless_named_and_cannot_leave_its_folder():
    assert 'aria-hidden="true"' in icon("check")
    assert 'role="img" aria-label="済み"' in icon("check", "済み")
    assert icon("../../../settings").endswith("></svg>")


def test_gallery_shows_every_component_with_nothing_inline():
    request = RequestFactory().get("/gallery/")
    html = page("web/gallery.html", gallery_context(request), request)
    assert not re.findall(r"<[^>]*\s(?:style|on\w+)=", html)
    assert not re.findall(r"<script(?![^>]*\ssrc=)", html)
    assert "<c-" not in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "500", "503"])
def test_fault_pages_need_nothing_and_offer_a_way_back(name):
    html = page(f"{name}.html", {})
    assert 'href="/"' in html
    assert "<h1>" in html


def test_conflict_page_keeps_what_was_typed():
    request = RequestFactory().post("/directives/3/")
    context = {"record": "指示 2026-019", "typed": [("件名", "<b>\n次")]}
    html = page("409.html", context, request)
    assert "&lt;b&gt;<br>次" in html
    assert 'href="/directives/3/"' in html
