"""Someone who knows one worked case, and answers an interview from it: nothing more than what is known of that patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from legpain_graph import Walk
from legpain_graph.model.vocabulary import NOT_DONE, Value
from legpain_graph.walk.interview import AnswerKind, AskFinding, AskGroup, Interview


@dataclass
class Answering:
    """Answers from the facts of `whole`; `heard` is each question by name with the answer given, in order."""

    whole: Walk
    heard: list[tuple[str, object]] = field(default_factory=list)

    def answer(self, interview: Interview) -> bool:
        """Answers the next question; False where there is none."""
        question = interview.question
        if question is None:
            return False
        name, said, act = self.reply(interview, question)
        self.heard.append((name, said))
        act()
        return True

    def to_the_end(self, interview: Interview) -> Interview:
        while self.answer(interview):
            pass
        return interview

    def reply(self, interview: Interview, question: AskFinding | AskGroup) -> tuple[str, object, Callable[[], None]]:
        """The name asked for, what is said, and what saying it does: a value, a closure, "one by one" or "don't know"."""
        known = self.whole.facts.known
        if isinstance(question, AskFinding):
            name = question.finding.name
            if name in known:
                value = known[name]
                return name, value, lambda: interview.record(question, value)
            return name, "don't know", lambda: interview.skip(question)
        how = self._signed(question)
        if how is not None:
            return question.name, how, lambda: interview.close(question, how)
        if not any(name in known for name in question.members):
            return question.name, "don't know", lambda: interview.skip(question)
        return question.name, "one by one", lambda: interview.go_through(question)

    def _signed(self, question: AskGroup) -> AnswerKind | None:
        """The closure that is true of this patient: of every member that is still open."""
        known, findings = self.whole.facts.known, self.whole.pathway.vocabulary.findings
        for how in question.sentences:
            want: list[Value | None] = [
                NOT_DONE if how == "not_done" else findings[name].normal for name in question.members
            ]
            if [known.get(name) for name in question.members] == want:
                return how
        return None
