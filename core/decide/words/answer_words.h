// SPDX-License-Identifier: GPL-3.0-or-later
// What the page ANSWER says, in words.
#pragma once

#include "core/decide/answer/answer.h"
#include "core/decide/answer/winner_map.h"
#include "core/decide/words/sentences.h"

#include <string>
#include <vector>

namespace pareto {

/// No headline is longer, in characters: a title of two lines on a slide.
inline constexpr size_t kLongestHeadline = 90;
/// Of UTF-8, in code points.
size_t characters(const std::string& text);
/// At most so many characters, the last of them "…" where it was cut.
std::string cut_to(const std::string& text, size_t most);

/// At most kLongestHeadline characters, whatever models are called; without a full stop.
std::string headline_text(const Speech& speech, const Headline& headline);
std::string badge_text(const Voice& voice, const Backing& backing); ///< "Worth a trial"
/// "Rests on a wait of 1.2 s (measured) and 52 right of 100 … (published). Missing: …"
std::string backing_text(const Speech& speech, const Backing& backing);
/// "12 % of the 24.0 GB of this machine"; that it does not fit is said. Empty where nobody knows the memory.
std::string memory_share_text(const Speech& speech, const Tile& tile);
std::string lack_text(const Voice& voice, Lack lack);
/// How much architecture can change at all; empty where it is not known.
std::string ceiling_text(const Speech& speech, const Ceiling& ceiling);
std::string assumption_text(const Voice& voice, Assumption assumption); ///< "Prompt length"
std::string flip_text(const Speech& speech, const Flip& flip);
/// What there is to measure next, with about how long: what a button says.
std::string next_text(const Speech& speech, const NextStep& step);
std::string tile_title(const Speech& speech, const Tile& tile); ///< "Wait per answer"
std::string subject_text(const Voice& voice, Subject subject);  ///< "Speed"
/// "measured here · 1.3 B · at 600 tokens · 24/11/2026"; of what is missing, why.
std::string rung_text(const Speech& speech, const Rung& rung);
/// "Mamba-2: 1.2 s, of it reading 0.4 s and writing 0.8 s"; why, of what is missing.
std::string wait_text(const Speech& speech, const WaitBar& bar);
/// "cannot be measured here: needs 41.2 GB, 15.9 GB are free": beside a bar that cannot be drawn, with the figure where
/// one is known, otherwise the reason.
std::string barred_text(const Voice& voice, const Quantity& wait);
std::string cell_text(const Speech& speech, const MapCell& cell);
/// "10 s": whole where it is, as a limit is said.
std::string patience_text(const Voice& voice, double ms);
std::string source_text(const Voice& voice, const Quantity& quantity); ///< "measured here"
std::string waits_text(const Voice& voice, Waits waits);               ///< "A person"
/// "A person: 10 s"; where another patience was entered than who waits has, "Patience as entered: 10 min".
std::string patience_label(const Voice& voice, Waits waits, double ms);

} // namespace pareto
