// SPDX-License-Identifier: GPL-3.0-or-later
// What travels with this program as documents: read once, when first asked for. An error says what is wrong with one.
#pragma once

#include "core/formats/knowledge.h"
#include "core/formats/survey.h"

namespace pareto::ui {

const Result<Survey>& shippedSurvey();           ///< resources/architectures/survey.json
const Result<KnowledgeBook>& shippedKnowledge(); ///< resources/architectures/knowledge.json

} // namespace pareto::ui
