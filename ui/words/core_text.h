// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quantity.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <string>
#include <string_view>
#include <vector>

namespace pareto::ui {

/// A text that core marked with PARETO_TEXT("Core", ...), in the person's language.
QString coreText(std::string_view english);

/// Name of a quality metric, published or of an own text, with its length where it has one: "Needle 2 at 4096 tokens".
QString publishedMetricName(const std::string& metric);

/// "spread", "outliers", "drift 8 %" in the person's language.
QString noiseText(const std::string& flag);

/// Why a value is missing, and what to do; an engine's own reason is shown as it came.
QString gapText(const Quantity& quantity, bool running = false);

/// What people call a model by its path: "llama" of ".../llama/config.json", a file's or folder's own name otherwise.
QString shortName(const QString& path);

/// "&New" -> "New", "新規(&N)" -> "新規": an action where no key is underlined.
QString withoutKey(QString label);

/// "Mamba, RetNet, GLA" with the separator of the person's language.
QString listText(const QStringList& items);

/// "24 Nov 2026, 13:10" where the person is; empty for what is no time.
QString localDay(const std::string& utc);
QString localMoment(const QDateTime& time);
/// "contract.txt, 5.2 kB, 24 Nov 2026, 13:10": the text a quality was measured on.
QString textOrigin(const std::string& file, int64_t bytes, const std::string& timeUtc);

/// "measured", "imported", "modelled", "published", "missing".
QString sourceText(Source source);

/// "disturbed: other programs took 34 % of the machine"; empty of a quiet value.
QString conditionText(Condition condition, double lostShare, const std::string& lostTo);
/// The commands that measure stored cells ("RUN:CELL") again; empty where there are none.
QString reproduceCommands(const std::vector<std::string>& cells);

} // namespace pareto::ui
