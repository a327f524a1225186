"""What a letter of appointment says of each role unless the hospital writes it otherwise: our own plain words.

These are the text of Japanese documents, so they are not translated.
Source: 経営管理編 3.1.2 ②, 企画管理編 3 ほか
"""

from __future__ import annotations

from .roles import AppointmentRole

_R = AppointmentRole

# What each role does (職務), and what it may demand (権限).
WORDING: dict[str, tuple[str, str]] = {
    _R.SAFETY_OFFICER: (
        "医療情報システムの安全管理について、経営層に代わって全体を統括する。状況を定期に経営層へ報告し、判断を仰ぐ。",
        "安全管理に関して全部門に指示し、報告を求めることができる。非常時にはシステムの停止や切離しを命じることができる。",
    ),
    _R.PLANNING_MANAGER: (
        "安全管理の規程と計画を作り、実施を管理する。経営層の指示を具体の作業にして運用担当者へ伝え、結果を報告する。",
        "規程と手順の案を作り、運用担当者と各部門に作業を指示し、事業者と調整することができる。",
    ),
    _R.OPERATIONS_STAFF: (
        "医療情報システムの日々の運用、点検、バックアップ、更新を行い、記録を残す。異常を見つけたらすぐに報告する。",
        "手順書に定める範囲でシステムを操作し、設定を変えることができる。",
    ),
    _R.OPERATIONS_MANAGER: (
        "事業者に任せたシステムの運用を院内で管理する。作業の内容と結果を確かめ、企画管理者に報告する。",
        "事業者に作業を依頼し、報告を求め、作業の可否を決めることができる。",
    ),
    _R.AUDITOR: (
        "安全管理の実施状況を、運用に関わらない立場から監査し、結果を経営層に報告する。",
        "必要な記録を閲覧し、関係者に説明を求めることができる。",
    ),
    _R.DOCUMENT_CONTROLLER: (
        "安全管理の規程・手順・記録の台帳を管理し、版と承認と配付を確かめる。",
        "文書の改定を各担当者に求めることができる。",
    ),
    _R.RISK_EXPLAINER: (
        "リスクの評価と管理方針について、経営層を代表して院内外に説明する。",
        "説明に必要な資料と報告を各担当者に求めることができる。",
    ),
    _R.SPOKESPERSON: (
        "事故や障害のとき、患者と関係機関と報道に対する説明を一つにまとめて行う。",
        "公表の承認者が認めた内容を、病院を代表して説明することができる。",
    ),
    _R.DEPUTY_SPOKESPERSON: (
        "説明・広報の担当者が不在のとき、その職務を代わって行う。",
        "説明・広報の担当者と同じ権限を、代わりを務める間だけ持つ。",
    ),
    _R.ANNOUNCEMENT_APPROVER: (
        "公表する内容と時期を確かめ、承認する。",
        "公表の可否と内容を決めることができる。",
    ),
    _R.DESK: (
        "患者などからの問合せ、苦情、開示の求めを受け付け、期限までに説明する。",
        "回答に必要な調査を各部門に求めることができる。",
    ),
    _R.CSIRT_MEMBER: (
        "情報セキュリティインシデントの連絡を受け、初動、調査、復旧を支える。",
        "非常時に、手順書に定める範囲で機器の切離しや証拠の保全を行うことができる。",
    ),
    _R.DISCLOSURE_KEEPER: (
        "個人データの第三者提供の記録簿を作り、保存し、求めに応じて示す。",
        "提供の内容と根拠を各部門に確かめることができる。",
    ),
    _R.VULNERABILITY_COLLECTOR: (
        "脆弱性や注意喚起の情報を定期に集め、関係するものを企画管理者に知らせる。",
        "機器とソフトウェアの構成について各担当者に確かめることができる。",
    ),
}


def usual_wording(role: str) -> tuple[str, str]:
    """The usual duties and authority of a role; empty for an unknown one."""
    return WORDING.get(role, ("", ""))
