"""Customers and their documents."""

from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr


class Document(BaseModel):
    kind: str
    passport_no: str = Field(repr=False)


class Customer(BaseModel):
    customer_id: str
    full_name: str
    email: str
    phone_number: SecretStr
    document: Document
    country: str = "DE"

    def shape(self) -> str:
        return f"{len(self.full_name.split())} words"

    def salutation(self) -> str:
        return "Dear " + self.full_name


def from_form(form: dict[str, str]) -> Customer:
    document = Document(kind=form["document_kind"], passport_no=form["passport_no"])
    return Customer(
        customer_id=form["id"],
        full_name=form["full_name"],
        email=form["email"],
        phone_number=SecretStr(form["phone_number"]),
        document=document,
    )
