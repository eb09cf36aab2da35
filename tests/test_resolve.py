"""Who speaks, and for whom. Articles are marked by hand (see sayings.py): the tagger has no part in it."""

from __future__ import annotations

import pytest

from sayings import of_gold, told
from selon.agreement import all_agree


@pytest.mark.parametrize(
    ("lang", "marked"),
    [
        ("fr", "Le maire de Port-Alban, Lucien Ferrand, était là. [c1 « Il rouvrira »], [k1 a promis] [s1 Ferrand]."),
        ("fr", "[s1 M. Ferrand] [k1 assure] que [c1 le port rouvrira]. Lucien Ferrand est maire depuis dix ans."),
        ("fr", "[s1 Le maire, M. Ferrand,] [k1 assure] que [c1 le port rouvrira]. Lucien Ferrand est maire depuis dix ans."),
        ("en", "The mayor of Port Alban, Lucien Ferrand, was there. [c1 “It will reopen,”] [s1 Ferrand] [k1 promised]."),
        ("en", "[s1 Mr Ferrand] [k1 said] [c1 the port would reopen]. Lucien Ferrand has been mayor for ten years."),
    ],
)
def test_a_family_name_is_the_person_named_in_full(lang: str, marked: str) -> None:
    assert told(marked, lang).names(1) == ("Lucien Ferrand",)


@pytest.mark.parametrize(
    ("lang", "marked"),
    [
        ("fr", "Mme Claire Vasseur et M. Marc Vasseur ont repris la ferme. [c1 « Nous restons »], [k1 dit] [s1 Mme Vasseur]. [c2 « Moi aussi »], [k2 répond] [s2 M. Vasseur]."),
        ("en", "Mrs Claire Vasseur and Mr Marc Vasseur took over the farm. [c1 “We stay,”] [k1 said] [s1 Mrs Vasseur]. [c2 “So do I,”] [k2 said] [s2 Mr Vasseur]."),
    ],
)
def test_a_title_tells_two_persons_of_one_surname_apart(lang: str, marked: str) -> None:
    read = told(marked, lang)

    assert (read.names(1), read.names(2)) == (("Claire Vasseur",), ("Marc Vasseur",))


@pytest.mark.parametrize(
    ("lang", "marked", "speaker", "principal"),
    [
        ("fr", "[s1 Le porte-parole du ministère des Transports, Paul Aubin,] [k1 a assuré] que [c1 le port rouvrirait].", "Paul Aubin", "ministère des Transports"),
        ("fr", "[s1 Une porte-parole de la préfecture] [k1 a confirmé] [c1 la date].", "porte-parole de la préfecture", "préfecture"),
        ("fr", "[s1 Le porte-parole du Kremlin] [k1 a confirmé] [c1 la date].", "porte-parole du Kremlin", "Russie"),
        ("fr", "[c1 « Mon client se taira »], [k1 a prévenu] [s1 l'avocate de Paul Aubin, Me Claire Vasseur].", "Claire Vasseur", "Paul Aubin"),
        (
            "fr",
            "Le maire de Port-Alban, Lucien Ferrand, a visité le port. [c1 « Il reviendra »], [k1 dit] [s1 son porte-parole].",
            "porte-parole de Lucien Ferrand",
            "Lucien Ferrand",
        ),
        (
            "fr",
            "La maire de Port-Alban, Odile Ferrand, a visité le port. [c1 « Elle reviendra »], [k1 dit] [s1 son porte-parole].",
            "porte-parole d'Odile Ferrand",
            "Odile Ferrand",
        ),
        ("en", "[s1 Kremlin spokesman Ivan Trubetsky] [k1 said] [c1 no].", "Ivan Trubetsky", "Russia"),
        ("en", "[s1 A spokeswoman for the prefecture] [k1 confirmed] [c1 the date].", "spokeswoman for the prefecture", "prefecture"),
        ("en", "The mayor, Lucian Ferrand, visited the port. [c1 “He will be back,”] [k1 said] [s1 his spokeswoman].", "spokeswoman of Lucian Ferrand", "Lucian Ferrand"),
    ],
)
def test_who_speaks_for_another_is_himself_and_the_other_his_principal(lang: str, marked: str, speaker: str, principal: str) -> None:
    read = told(marked, lang)

    assert (read.names(1), read.principal(1)) == ((speaker,), principal)


def test_a_spokesman_told_again_by_his_name_keeps_his_principal() -> None:
    read = told("[s1 Le porte-parole du Kremlin, Ivan Troubetski,] [k1 a dit] [c1 non]. [s2 M. Troubetski] [k2 a ajouté] que [c2 rien ne pressait].")

    assert (read.names(2), read.principal(2)) == (("Ivan Troubetski",), "Russie")


@pytest.mark.parametrize(
    ("lang", "marked", "speaker"),
    [
        ("fr", "[s1 La maire de Port-Alban, Odile Ferrand,] [k1 a déclaré] que [c1 le port fermerait]. [c2 « C'est fini »], [k2 a]-t-[s2 elle] ajouté.", "Odile Ferrand"),
        ("fr", "[s1 Paul Aubin] [k1 a dit] : [c1 « [s2 Nous] [k2 avons demandé] [c2 de l'argent] »].", "Paul Aubin"),
        ("fr", "[c1 « [s2 Je] [k2 crois] que [c2 la pluie viendra] »], [k1 a dit] [s1 Paul Aubin].", "Paul Aubin"),
        ("en", "[s1 The mayor of Port Alban, Odile Ferrand,] [k1 said] [c1 the port would close]. [c2 “It is over,”] [s2 she] [k2 added].", "Odile Ferrand"),
    ],
)
def test_a_pronoun_is_the_person_just_named(lang: str, marked: str, speaker: str) -> None:
    assert told(marked, lang).names(2) == (speaker,)


def test_gender_tells_which_of_two_a_pronoun_means() -> None:
    read = told(
        "[s1 La maire, Odile Ferrand,] [k1 a déclaré] que [c1 le port fermerait]. [s2 Le préfet, Paul Aubin,] [k2 a répondu] que [c2 non]. "
        "[c3 « Si »], [k3 a]-t-[s3 elle] insisté. [c4 « Non »], [k4 a]-t-[s4 il] répondu."
    )

    assert (read.names(3), read.names(4)) == (("Odile Ferrand",), ("Paul Aubin",))


@pytest.mark.parametrize(
    ("lang", "marked"),
    [
        ("fr", "[k1 Selon] [s1 une source proche du dossier], [c1 le port fermera]. Le maire Lucien Ferrand se tait."),
        ("fr", "Le maire Lucien Ferrand se tait. [s1 Deux diplomates] [k1 affirment] que [c1 rien n'est signé]."),
        ("fr", "[k2 Selon] [s2 une source proche du dossier], [c2 le port fermera]. [c1 « Rien »], [k1 insiste] [s1 cette source]."),
        ("en", "[k1 According to] [s1 a source close to the talks], [c1 the port will close]. Mayor Lucian Ferrand is silent."),
        ("en", "Mayor Lucian Ferrand is silent. [s1 Two diplomats] [k1 said] [c1 nothing was signed]."),
    ],
)
def test_an_unnamed_source_stays_unnamed(lang: str, marked: str) -> None:
    assert told(marked, lang).names(1) == ()


@pytest.mark.parametrize(
    ("lang", "words", "state"),
    [
        ("fr", "Moscou", "RU"),
        ("fr", "Le Kremlin", "RU"),
        ("fr", "L'Élysée", "FR"),
        ("fr", "La Maison Blanche", "US"),
        ("fr", "Minsk", "BY"),
        ("fr", "La Pologne", "PL"),
        ("en", "Moscow", "RU"),
        ("en", "The Kremlin", "RU"),
        ("en", "The White House", "US"),
        ("en", "Downing Street", "GB"),
        ("en", "Poland", "PL"),
    ],
)
def test_a_capital_or_palace_that_speaks_is_its_state(lang: str, words: str, state: str) -> None:
    read = told(f"[s1 {words}] [k1 a rejeté] [c1 l'offre] lundi.", lang)

    assert [(one.kind, one.id) for one in read.sayings[1].speakers] == [("state", state)]


@pytest.mark.parametrize(
    ("lang", "words", "name"),
    [
        ("fr", "Le ministère biélorusse de la Défense", "ministère de la Défense du Bélarus"),
        ("fr", "Le ministère de la Défense russe", "ministère de la Défense de la Russie"),
        ("fr", "Le ministère ukrainien de l'Intérieur", "ministère de l'Intérieur de l'Ukraine"),
        ("fr", "Le ministère des Affaires étrangères", "ministère des Affaires étrangères"),
        ("en", "The Moldovan defence ministry", "ministry of defence of Moldova"),
        ("en", "Ukraine's interior ministry", "ministry of the interior of Ukraine"),
        ("en", "The French foreign ministry", "ministry of foreign affairs of France"),
    ],
)
def test_a_ministry_is_written_with_its_portfolio_and_state(lang: str, words: str, name: str) -> None:
    assert told(f"[s1 {words}] [k1 a démenti] [c1 tout retard].", lang).names(1) == (name,)


@pytest.mark.parametrize(
    ("lang", "words", "names"),
    [
        ("fr", "Paul Aubin et Claire Vasseur", ("Paul Aubin", "Claire Vasseur")),
        ("fr", "Paul Aubin, Claire Vasseur et Odile Ferrand", ("Paul Aubin", "Claire Vasseur", "Odile Ferrand")),
        ("fr", "La France et l'Allemagne", ("France", "Allemagne")),
        ("fr", "Le maire de Port-Alban et la préfète", ("maire de Port-Alban", "préfète")),
        ("en", "Paul Aubin and Claire Vasseur", ("Paul Aubin", "Claire Vasseur")),
        ("en", "France and Germany", ("France", "Germany")),
    ],
)
def test_speakers_joined_are_several(lang: str, words: str, names: tuple[str, ...]) -> None:
    assert told(f"[s1 {words}] [k1 ont déclaré] que [c1 tout allait bien].", lang).names(1) == names


@pytest.mark.parametrize(
    ("lang", "marked", "name"),
    [
        ("fr", "[k1 Selon] [s1 un rapport de l'Agence des ports], [c1 le trafic recule].", "Agence des ports"),
        ("fr", "[s1 Le rapport de la Cour des comptes] [k1 juge] [c1 le port trop cher].", "Cour des comptes"),
        ("fr", "[k1 Selon] [s1 un communiqué de la préfecture], [c1 rien ne change].", "préfecture"),
        ("en", "[k1 According to] [s1 a report by the Port Agency], [c1 traffic is falling].", "Port Agency"),
        ("en", "[k1 According to] [s1 a study by the University of Port Alban], [c1 traffic is falling].", "University of Port Alban"),
    ],
)
def test_a_document_speaks_for_its_issuer(lang: str, marked: str, name: str) -> None:
    assert told(marked, lang).names(1) == (name,)


def test_a_person_that_knowledge_has_keeps_its_id_however_he_is_named() -> None:
    read = told(
        "[s1 Le président biélorusse Alexandre Loukachenko] [k1 a invité] [c1 ses voisins]. [s2 Loukachenko] [k2 insiste]. [s3 Le dirigeant biélorusse] [k3 promet] [c3 un don].",
        published="2023-05-28",
    )

    assert {one.id for number in (1, 2, 3) for one in read.sayings[number].speakers} == {"alexander-lukashenko"}


def test_an_office_has_its_holder_only_when_the_day_is_known() -> None:
    marked = "[s1 Le président russe] [k1 a invité] [c1 ses voisins] lors d'une réunion à Sotchi."

    assert told(marked, published="2023-05-28").names(1) == ("Vladimir Poutine",)
    assert told(marked).names(1) != ("Vladimir Poutine",)


def test_one_person_has_one_id_in_an_article_and_another_in_another() -> None:
    first = told("[s1 Paul Aubin] [k1 dit] [c1 non]. [s2 M. Aubin] [k2 répète] [c2 non].")
    other = told("[s1 Paul Aubin] [k1 dit] [c1 oui]. Le port dort.")
    ids = [first.sayings[1].speakers[0].id, first.sayings[2].speakers[0].id, other.sayings[1].speakers[0].id]

    assert ids[0] == ids[1]
    assert ids[0].startswith("article:")
    assert ids[0] != ids[2]


def test_every_answer_is_a_judgement_with_rule_score_and_reason() -> None:
    read = told("[s1 Le porte-parole du Kremlin, Ivan Troubetski,] [k1 a dit] [c1 non]. [k2 Selon] [s2 une source], [c2 oui].")
    judged = [(one.field, one.entities, 0 < one.score <= 1, bool(one.reason)) for number in (1, 2) for one in read.sayings[number].judgements]

    assert judged == [("speaker", (read.sayings[1].speakers[0].id,), True, True), ("principal", ("RU",), True, True), ("speaker", (), True, True)]


@pytest.mark.parametrize(
    ("name", "number", "speakers", "principal"),
    [
        ("en-1212", 2, ("Behrouz Tavakol",), None),
        ("en-1212", 3, ("Behrouz Tavakol",), None),
        ("en-1212", 4, ("Lorenz Aebischer",), None),
        ("en-1212", 6, ("Lorenz Aebischer",), None),
        ("en-1212", 8, (), None),
        ("en-1212", 9, ("Gleb Sazonov",), "Russia"),
        ("en-1212", 11, ("Iran",), None),
        ("en-2144", 5, ("Paul Dresher",), None),
        ("en-2144", 6, ("Paul Dresher",), None),
        ("fr-1502", 2, (), None),
        ("fr-1502", 3, ("inspection académique de la Drôme",), None),
        ("fr-1502", 4, ("Lucien Barthalay",), None),
        ("fr-1502", 11, ("Naïma Roustan",), "FCPE"),
        ("fr-1502", 12, ("Solveig Darnaud",), None),
        ("fr-4202", 1, ("Agence du médicament",), None),
        ("fr-4202", 2, ("Agence du médicament",), None),
        ("fr-4202", 3, ("Maïwenn Kergoat",), None),
        ("fr-4202", 4, ("Maïwenn Kergoat",), None),
    ],
)
def test_speakers_of_annotated_articles(name: str, number: int, speakers: tuple[str, ...], principal: str | None) -> None:
    read = of_gold(name)

    assert all_agree(read.names(number), speakers, read.article.lang)
    assert read.principal(number) == principal
