// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a quality, in words.
#pragma once

#include "core/decide/quality_view.h"
#include "core/decide/words/sentences.h"
#include "core/quality/published_groups.h"

#include <string>

namespace pareto {

/// "Find a value in a document", "My own text".
std::string task_text(const Voice& voice, AskedTask task);
/// The test's name without its length: "Needle 2", "FDA look-ups".
std::string family_text(const Voice& voice, const std::string& test);
/// "Length of the text", "How much is asked for at once", "What stands around it".
std::string along_text(const Voice& voice, QualityAlong along);
/// What a step asks: "several values at once".
std::string step_text(const Voice& voice, const std::string& test);
/// One sentence: what is left at the last step of what the first one gave; what is missing where no test of the
/// comparison varies it, and which comparisons' do.
std::string steps_sentence(const Speech& speech, const QualityView& view);
/// One sentence: how many of 100 are right, by whom most and least; what keeps it from holding here.
std::string quality_sentence(const Speech& speech, const QualityView& view);
/// For a slide: that nothing was tested at this length, before any value; else how far the best of the study is ahead
/// of the worst, where they are surely apart. Empty where the sentence says all there is.
std::string quality_title(const Speech& speech, const QualityView& view);
/// "1.3 B · 5 architectures · arXiv 2412.06464"
std::string group_text(const Voice& voice, const PublishedGroup& group);

} // namespace pareto
