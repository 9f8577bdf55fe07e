// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody takes into a meeting, as notes: parts with titles, and all of it as one text.
#pragma once

#include "core/decide/plan/meeting.h"
#include "core/decide/words/sentences.h"

#include <array>
#include <string>
#include <vector>

namespace pareto {

/// In the order of a meeting. The first three are the kinds of phrases.
enum class NotesPart : uint8_t {
  ResponseTime,   ///< how it feels
  Prototype,      ///< first a prototype, then accuracy
  Infrastructure, ///< what is there, and cloud against on-premises
  Plan,           ///< pilot, limited, full
  Items,          ///< how many own items settle which difference
  Facts,          ///< for in-house or partner
};
inline constexpr size_t kNotesParts = static_cast<size_t>(NotesPart::Facts) + 1;
std::string notes_title(const Voice& voice, NotesPart part); ///< "Response time"
NotesPart part_of(Phrase::Kind kind);

/// Lines of each part; one that nothing can be said in has none, but the plan says that there is none.
using Notes = std::array<std::vector<std::string>, kNotesParts>;
Notes notes_of(const Speech& speech, const Meeting& meeting);

/// All of it to be pasted or kept: the answer with its badge, the place, each part, and where the figures are from.
std::string notes_text(const Speech& speech, const Answer& answer, const Meeting& meeting);

} // namespace pareto
