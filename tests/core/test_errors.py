import pytest

from core.errors import DomainError, refuse


def test_domain_error_keeps_every_reason_in_order():
    error = DomainError.from_reasons(["期間が空です。", "所属がありません。"])

    assert error.reasons == ("期間が空です。", "所属がありません。")
    assert str(error) == "期間が空です。\n所属がありません。"


def test_domain_error_takes_a_single_sentence():
    assert DomainError("期間が空です。").reasons == ("期間が空です。",)


def test_domain_error_without_a_reason_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="at least one"):
        DomainError.from_reasons([])


def test_refuse_tells_every_reason_once_and_in_order():
    with pytest.raises(DomainError) as refused:
        refuse(["所属がありません。", "期間が空です。", "所属がありません。"])
    assert refused.value.reasons == ("所属がありません。", "期間が空です。")


def test_refuse_without_a_reason_lets_pass():
    refuse([])
