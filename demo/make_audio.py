"""Speak the sample podcast: `python demo/make_audio.py` (needs Debian's espeak-ng and ffmpeg).

Reads the cues of demo/content/episodes/*.toml, speaks each one into a WAV, joins them with short pauses,
and writes an MP3 and a WebVTT file per episode and language under demo/media/audio/. The measured start
of each cue goes back into the TOML file, and each chapter moves along with the cue that it starts at.
The results are committed, so only someone who changes a transcript needs to run this.
"""

import re
import subprocess
import tempfile
import textwrap
import tomllib
import wave
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EPISODES = ROOT / "demo/content/episodes"
VOICES = {"fi": "fi", "sv": "sv", "en": "en-gb"}
# One way of speaking per speaker, in the order of appearance: espeak variant, pitch (0-99), words a minute.
MANNERS = [("f2", 48, 158), ("m3", 42, 150), ("f4", 62, 152)]
PAUSE_SECONDS = 0.45
TAIL_SECONDS = 0.8
VTT_COLUMNS = 60

Tables = dict[str, Any]


def main() -> None:
    shows = tomllib.loads((ROOT / "demo/content/show.toml").read_text("utf-8"))
    for path in sorted(EPISODES.glob("*.toml")):
        episode = tomllib.loads(path.read_text("utf-8"))
        starts = {language: make_audio(episode, shows, language) for language in episode["languages"]}
        path.write_text(with_starts(path.read_text("utf-8"), episode, starts), "utf-8")


def make_audio(episode: Tables, show: Tables, language: str) -> list[float]:
    """Write the MP3 and VTT of one language and return where each cue starts, in seconds."""
    texts = episode[language]
    target = ROOT / texts["audio"]
    with tempfile.TemporaryDirectory() as folder:
        clips = speak(texts["cue"], language, Path(folder))
        joined = Path(folder) / "joined.wav"
        times = join(clips, joined)
        encode(joined, target, tags_of(episode, show, language))
    target.with_suffix(".vtt").write_text(webvtt(texts["cue"], times), "utf-8")
    print(f"{target.name}: {times[-1][1] + TAIL_SECONDS:.1f} s, {target.stat().st_size // 1024} KiB")
    return [start for start, _ in times]


def speak(cues: list[Tables], language: str, folder: Path) -> list[Path]:
    """Speak each cue in its speaker's manner into a WAV of its own."""
    speakers = list(dict.fromkeys(cue["speaker"] for cue in cues))
    clips = []
    for number, cue in enumerate(cues):
        variant, pitch, speed = MANNERS[speakers.index(cue["speaker"])]
        clip = folder / f"{number:02}.wav"
        voice = ["-v", f"{VOICES[language]}+{variant}", "-p", str(pitch), "-s", str(speed)]
        subprocess.run(["espeak-ng", *voice, "-w", clip, "--", cue["text"]], check=True)
        clips.append(clip)
    return clips


def join(clips: list[Path], target: Path) -> list[tuple[float, float]]:
    """Put the clips one after another with a pause between; return each one's start and end."""
    times, frames = [], 0
    with wave.open(str(target), "wb") as joined:
        for clip in clips:
            with wave.open(str(clip), "rb") as source:
                if not frames:
                    joined.setparams(source.getparams())
                start, frames = frames, frames + source.getnframes()
                joined.writeframes(source.readframes(source.getnframes()))
                rate = source.getframerate()
            times.append((round(start / rate, 2), round(frames / rate, 2)))
            silence = int(rate * (TAIL_SECONDS if clip == clips[-1] else PAUSE_SECONDS))
            joined.writeframes(b"\0\0" * silence)
            frames += silence
    return times


def encode(source: Path, target: Path, tags: dict[str, str]) -> None:
    """Encode mono MP3 at a constant 48 kbit/s and -19 LUFS, the usual loudness of a mono podcast."""
    measured = loudness(source)
    # Two passes with a fixed gain: dynamic normalisation would pump in the pauses.
    gain = f"volume={-19.0 - measured:.2f}dB,alimiter=limit=0.84:level=disabled"
    metadata = [part for key, value in tags.items() for part in ("-metadata", f"{key}={value}")]
    # No encoder version and no date in the file, so that equal input gives equal bytes.
    steady = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    options = ["-af", gain, "-ac", "1", "-ar", "44100", "-b:a", "48k", "-id3v2_version", "3"]
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-i", source, *steady, *options, *metadata, target], check=True
    )


def loudness(source: Path) -> float:
    """Integrated loudness in LUFS, as ffmpeg's EBU R 128 meter reports it."""
    command = ["ffmpeg", "-hide_banner", "-i", str(source), "-af", "ebur128", "-f", "null", "-"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", report)[-1])


def tags_of(episode: Tables, show: Tables, language: str) -> dict[str, str]:
    return {
        "title": episode[language]["title"],
        "artist": show["author"],
        "album": show[language]["title"],
        "track": str(episode["number"]),
        "date": episode["published_at"][:4],
        "genre": "Podcast",
        "language": {"fi": "fin", "sv": "swe", "en": "eng"}[language],
    }


def webvtt(cues: list[Tables], times: list[tuple[float, float]]) -> str:
    """The transcript as WebVTT, with voices and with lines of at most 60 characters."""
    blocks = ["WEBVTT"]
    for cue, (start, end) in zip(cues, times, strict=True):
        lines = textwrap.fill(cue["text"], VTT_COLUMNS)
        blocks.append(f"{clock(start)} --> {clock(end)}\n<v {cue['speaker']}>{lines}</v>")
    return "\n\n".join(blocks) + "\n"


def clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def with_starts(text: str, episode: Tables, starts: dict[str, list[float]]) -> str:
    """Put the measured starts into the TOML text, whose comments and order stay as they are."""
    new = iter(new_starts(episode, starts))
    return re.sub(r"^start = .*$", lambda _: f"start = {next(new)}", text, flags=re.MULTILINE)


def new_starts(episode: Tables, starts: dict[str, list[float]]) -> list[float]:
    """Starts in the order of the file: for each language its cues, then its chapters."""
    values: list[float] = []
    for language, measured in starts.items():
        moved = {cue["start"]: start for cue, start in zip(episode[language]["cue"], measured, strict=True)}
        values += measured
        values += [moved[chapter["start"]] for chapter in episode[language]["chapter"]]
    return values


if __name__ == "__main__":
    main()
