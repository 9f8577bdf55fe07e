// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/cost/price_book.h"

#include <QString>

namespace pareto::ui {

/// The prices that come with the program, read once; empty where this build holds none that can be read.
const PriceBook& priceList();
/// "l4, Modal: 0.8 USD (on-demand) · 13/3/2026 · old": an offer to choose.
QString offerText(const Offer& offer, const std::string& today);

} // namespace pareto::ui
