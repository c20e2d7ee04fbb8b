"""What a column of a list of children can hold."""

from __future__ import annotations

from enum import StrEnum

from app.core.messages import Message, message


class Field(StrEnum):
    """The meaning of a column. The values are stored with the decisions: never rename one."""

    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    MIDDLE_NAME = "middle_name"
    FULL_NAME = "full_name"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    GROUP = "group"
    BIRTH_CERTIFICATE = "birth_certificate"
    CERTIFICATE_SERIES = "certificate_series"
    CERTIFICATE_NUMBER = "certificate_number"
    CERTIFICATE_DATE = "certificate_date"
    CERTIFICATE_ISSUER = "certificate_issuer"
    SNILS = "snils"
    REGISTRATION_ADDRESS = "registration_address"
    RESIDENCE_ADDRESS = "residence_address"
    CITIZENSHIP = "citizenship"
    ENROLMENT_DATE = "enrolment_date"
    ORDER_NUMBER = "order_number"
    ORDER_DATE = "order_date"
    HEALTH_GROUP = "health_group"
    SPECIAL_NEEDS = "special_needs"
    MOTHER_NAME = "mother_name"
    MOTHER_LAST_NAME = "mother_last_name"
    MOTHER_FIRST_NAME = "mother_first_name"
    MOTHER_MIDDLE_NAME = "mother_middle_name"
    MOTHER_PHONE = "mother_phone"
    MOTHER_EMAIL = "mother_email"
    FATHER_NAME = "father_name"
    FATHER_LAST_NAME = "father_last_name"
    FATHER_FIRST_NAME = "father_first_name"
    FATHER_MIDDLE_NAME = "father_middle_name"
    FATHER_PHONE = "father_phone"
    FATHER_EMAIL = "father_email"
    REPRESENTATIVE_NAME = "representative_name"
    REPRESENTATIVE_LAST_NAME = "representative_last_name"
    REPRESENTATIVE_FIRST_NAME = "representative_first_name"
    REPRESENTATIVE_MIDDLE_NAME = "representative_middle_name"
    REPRESENTATIVE_PHONE = "representative_phone"
    REPRESENTATIVE_EMAIL = "representative_email"
    REPRESENTATIVE_RELATION = "representative_relation"
    # Recognised, but not loaded: said to the person, so that nobody waits for them.
    NUMBER = "number"
    BENEFIT = "benefit"
    AGE = "age"
    MEDICAL_POLICY = "medical_policy"
    WORKPLACE = "workplace"
    REMARK = "remark"


NOT_LOADED = frozenset(
    {
        Field.NUMBER,
        Field.BENEFIT,
        Field.AGE,
        Field.MEDICAL_POLICY,
        Field.WORKPLACE,
        Field.REMARK,
        Field.CERTIFICATE_DATE,
        Field.CERTIFICATE_ISSUER,
    }
)


class Person(StrEnum):
    """The three sets of columns that describe an adult."""

    MOTHER = "mother"
    FATHER = "father"
    REPRESENTATIVE = "representative"


def person_field(person: Person, part: str) -> Field:
    """The field of an adult: ``part`` is name, last_name, phone, email…"""
    return Field(f"{person}_{part}")


def field_label(field: Field) -> Message:
    """The name of a field as people read it."""
    return _LABELS[field]


_LABELS: dict[Field, Message] = {
    Field.LAST_NAME: message("Last name"),
    Field.FIRST_NAME: message("First name"),
    Field.MIDDLE_NAME: message("Patronymic"),
    Field.FULL_NAME: message("Full name"),
    Field.SEX: message("Sex"),
    Field.BIRTH_DATE: message("Birth date"),
    Field.GROUP: message("Group"),
    Field.BIRTH_CERTIFICATE: message("Birth certificate"),
    Field.CERTIFICATE_SERIES: message("Birth certificate: series"),
    Field.CERTIFICATE_NUMBER: message("Birth certificate: number"),
    Field.CERTIFICATE_DATE: message("Birth certificate: date of issue"),
    Field.CERTIFICATE_ISSUER: message("Birth certificate: issued by"),
    Field.SNILS: message("SNILS"),
    Field.REGISTRATION_ADDRESS: message("Registration address"),
    Field.RESIDENCE_ADDRESS: message("Residence address"),
    Field.CITIZENSHIP: message("Citizenship"),
    Field.ENROLMENT_DATE: message("Date of enrolment"),
    Field.ORDER_NUMBER: message("Order number"),
    Field.ORDER_DATE: message("Order date"),
    Field.HEALTH_GROUP: message("Health group"),
    Field.SPECIAL_NEEDS: message("Special needs"),
    Field.MOTHER_NAME: message("Mother: full name"),
    Field.MOTHER_LAST_NAME: message("Mother: last name"),
    Field.MOTHER_FIRST_NAME: message("Mother: first name"),
    Field.MOTHER_MIDDLE_NAME: message("Mother: patronymic"),
    Field.MOTHER_PHONE: message("Mother: telephone"),
    Field.MOTHER_EMAIL: message("Mother: e-mail"),
    Field.FATHER_NAME: message("Father: full name"),
    Field.FATHER_LAST_NAME: message("Father: last name"),
    Field.FATHER_FIRST_NAME: message("Father: first name"),
    Field.FATHER_MIDDLE_NAME: message("Father: patronymic"),
    Field.FATHER_PHONE: message("Father: telephone"),
    Field.FATHER_EMAIL: message("Father: e-mail"),
    Field.REPRESENTATIVE_NAME: message("Representative: full name"),
    Field.REPRESENTATIVE_LAST_NAME: message("Representative: last name"),
    Field.REPRESENTATIVE_FIRST_NAME: message("Representative: first name"),
    Field.REPRESENTATIVE_MIDDLE_NAME: message("Representative: patronymic"),
    Field.REPRESENTATIVE_PHONE: message("Representative: telephone"),
    Field.REPRESENTATIVE_EMAIL: message("Representative: e-mail"),
    Field.REPRESENTATIVE_RELATION: message("Representative: relation to the child"),
    Field.NUMBER: message("Row number"),
    Field.BENEFIT: message("Benefit"),
    Field.AGE: message("Age"),
    Field.MEDICAL_POLICY: message("Medical insurance policy"),
    Field.WORKPLACE: message("Place of work"),
    Field.REMARK: message("Remark"),
}
