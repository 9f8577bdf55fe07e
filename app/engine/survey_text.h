// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace pareto::engine {

std::string_view survey_text();    ///< the document survey.json
std::string_view knowledge_text(); ///< the document knowledge.json

} // namespace pareto::engine
