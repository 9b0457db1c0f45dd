"""A brief for the ear: its text without signs, names as they are said, and espeak-ng where it is installed."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

from crossgauge.errors import CrossgaugeError
from crossgauge.indicators.briefing import Briefing, Headline
from crossgauge.views.brief_rows import sentences
from crossgauge.views.brief_speaker import Speaker
from crossgauge.views.words import count, day, language_of, named, number

VOICES = {"en": "en", "zh": "cmn", "ru": "ru", "kk": "kk"}
WORDS_A_MINUTE = 150
LONGEST_S = 120
SAID = {  # by an English voice, which guesses names of places wrongly
    "Alashankou": "Ah-la-shan-koh",
    "Dostyk": "Dos-tick",
    "Horgos": "Hor-goss",
    "Khorgos": "Hor-goss",
    "Altynkol": "Al-tin-kull",
    "Nur Zholy": "Noor Zhol-eh",
    "Baketu": "Bah-keh-too",
    "Bakhty": "Bahk-teh",
    "Dulata": "Doo-lah-tah",
    "Kalzhat": "Kal-zhaht",
    "Jeminay": "Jeh-mee-nigh",
    "Maikapshagay": "My-kap-shah-guy",
}
SIGNS = {" – ": ", ", "–": " ", "−": " minus ", "†": "", "«": "", "»": "", "[": ", ", "]": "", ";": ",", "%": " %"}
MINUS_WORDS = {"en": " minus ", "zh": "负", "ru": " минус ", "kk": " минус "}
HOURS = {"en": ("h", "hours"), "zh": ("小时", "小时"), "ru": ("ч", "часов"), "kk": ("сағ", "сағат")}
PERCENT = {"en": " percent", "zh": "%", "ru": " процентов", "kk": " пайыз"}


class NoVoice(CrossgaugeError):
    """Nothing on this machine speaks; the message says what would."""


def narration(told: Briefing, language: str = "en") -> str:
    """What is said: title, headline figures, what the rules say; numbers short, no sign that is not read."""
    speaker = Speaker(told, language_of(language))
    manifest = told.manifests[0]
    first = speaker.say(
        "brief.ear.title",
        kind=speaker.say("brief.kind"),
        network=named(str(manifest["network"]["name"]), language),
        days=count("days", int(manifest["days"]), language),
        start=day(date.fromisoformat(str(manifest["start"])), language),
    )
    lines = [first, *(figure(speaker, one) for one in told.headlines)]
    lines += [one["text"] for one in sentences(speaker)]
    return "\n".join(for_the_ear(line, language) for line in lines) + "\n"


def figure(speaker: Speaker, one: Headline) -> str:
    """A headline figure as a sentence."""
    language = speaker.language
    scale, key, digits = {"t": (1e6, "tonnes", 1), "units": (1.0, "units", 0)}.get(one.unit, (1.0, "hours", 1))
    value = number(one.value / scale, language, digits)
    if one.low is not None and one.high is not None:
        low, high = (number(end, language, digits) for end in (one.low, one.high))
        value = speaker.say("brief.ear.between", value=value, low=low, high=high)
    elif one.pm is not None:
        value = speaker.say("brief.ear.more_or_less", value=value, pm=number(one.pm / scale, language, digits))
    label = speaker.say(f"brief.head.{one.key}", scenario=speaker.scenario(-1))
    told = speaker.say(f"brief.ear.{key}", value=value)
    return speaker.say("brief.ear.figure", label=label, what=speaker.what(one), value=told).replace(": :", ":")


def for_the_ear(text: str, language: str) -> str:
    """The text without signs that a voice stumbles over, and with names of places as they are said.

    >>> for_the_ear("Khorgos – Nur Zholy road: −24.3 h", "en")
    'Hor-goss, Noor Zhol-eh road: minus 24.3 hours'
    """
    short, full = HOURS[language]
    text = re.sub(rf"(?<=\d) {short}\b", f" {full}", text)
    signs = SIGNS | {"−": MINUS_WORDS[language], "%": PERCENT[language], "\N{NO-BREAK SPACE}": ""}
    for sign, said in signs.items():
        text = text.replace(sign, said)
    for name, said in SAID.items() if language == "en" else ():
        text = re.sub(rf"\b{name}\b", said, text)
    return re.sub(r" +([,.:])", r"\1", re.sub(r" {2,}", " ", text)).strip()


def speak(text: str, path: Path, language: str = "en") -> None:
    """Write the text as speech (WAV) by espeak-ng, a program of its own. Raises NoVoice where it is not installed."""
    program = shutil.which("espeak-ng")
    if program is None:
        raise NoVoice(
            "nothing was spoken: espeak-ng is not installed. Install it (Debian: apt install espeak-ng; macOS: brew "
            "install espeak-ng), or have the text beside it read by another voice."
        )
    command = [program, "-v", VOICES[language_of(language)], "-s", str(WORDS_A_MINUTE), "-w", str(path), "--stdin"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=LONGEST_S, check=False)
    if done.returncode != 0 or not path.is_file():
        raise NoVoice(f"nothing was spoken: espeak-ng said: {done.stderr.decode(errors='replace').strip()[:200]}")
