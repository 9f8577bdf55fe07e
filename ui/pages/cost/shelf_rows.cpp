// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/machine_speed.h"
#include "core/decide/cost/offer_shelf.h"
#include "core/decide/cost/shelf_cost.h"
#include "core/decide/words/target_words.h"
#include "ui/pages/cost/price_list.h"
#include "ui/pages/cost/shelf_charts.h"
#include "ui/session/target_list.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

namespace pareto::ui {

namespace {

struct ShelfRowsTexts {
  Q_DECLARE_TR_FUNCTIONS(ShelfCharts)
};

QString nameOf(const ShelfCard& card) {
  if (card.part != ShelfPart::Here)
    return QString::fromStdString(card.name);
  return card.name.empty() ? ShelfRowsTexts::tr("This computer")
                           : ShelfRowsTexts::tr("This computer (%1)").arg(QString::fromStdString(card.name));
}

std::optional<ShelfPart> partOf(ShelfOf part) {
  switch (part) {
  case ShelfOf::Laptops: return ShelfPart::Laptop;
  case ShelfOf::Desktops: return ShelfPart::Desktop;
  case ShelfOf::Cards: return ShelfPart::Card;
  case ShelfOf::Datacentre: return ShelfPart::Datacentre;
  case ShelfOf::Servers: return ShelfPart::Server;
  case ShelfOf::Rented:
  case ShelfOf::Api: break;
  }
  return std::nullopt;
}

/// Of one's own: at the public price of a machine, this computer as the form states it.
ShelfRow ownRow(const Evidence& evidence, const ShelfAsked& asked, const ShelfCard& card) {
  ShelfRow row{nameOf(card), card, Way::Own, {}, {}};
  const auto& known = targetList();
  const Machine* machine = known ? known->catalogue.find(card.machine) : nullptr;
  if (!machine) {
    row.report = asked.measured;
    return row;
  }
  row.report = shelf_cost(evidence, asked.measured.who.model, *machine);
  row.price = shown(price_text(WindowVoice(), *machine));
  if (row.price.isEmpty())
    row.price = ShelfRowsTexts::tr("no public price is known");
  return row;
}

ShelfRow offerRow(const Evidence& evidence, const ShelfAsked& asked, const ShelfOffer& one,
                  const std::vector<ShelfCard>& cards) {
  ShelfRow row;
  row.way = one.offer.kind == Offer::Kind::MachineHour ? Way::Rented : Way::Api;
  row.name = QString::fromStdString(one.offer.what);
  row.price = offerText(one.offer, asked.today);
  if (one.offers > 1)
    row.price += QStringLiteral(" · ") + ShelfRowsTexts::tr("the least of %1 offers").arg(one.offers);
  std::optional<CostInput> speed;
  for (const ShelfCard& card : cards)
    if (row.way == Way::Rented && card.machine == one.offer.what) {
      row.card = card;
      row.name = nameOf(card);
      const auto& known = targetList();
      speed = speed_on(evidence, asked.measured.who, known->bands, *known->catalogue.find(card.machine));
    }
  row.report = offer_cost(evidence.study().cost, asked.measured, priceList(), one.offer, speed);
  return row;
}

} // namespace

QString shelfName(ShelfOf part) {
  switch (part) {
  case ShelfOf::Laptops: return ShelfRowsTexts::tr("Laptops and small computers");
  case ShelfOf::Desktops: return ShelfRowsTexts::tr("Desktops");
  case ShelfOf::Cards: return ShelfRowsTexts::tr("Graphics cards");
  case ShelfOf::Datacentre: return ShelfRowsTexts::tr("Data-centre cards");
  case ShelfOf::Servers: return ShelfRowsTexts::tr("Servers");
  case ShelfOf::Rented: return ShelfRowsTexts::tr("Rented by the hour");
  case ShelfOf::Api: break;
  }
  return ShelfRowsTexts::tr("APIs by the token");
}

QList<ShelfRow> shelfRows(const Evidence& evidence, const ViewState& view, const ShelfAsked& asked) {
  QList<ShelfRow> rows;
  const auto& known = targetList();
  if (!known)
    return rows;
  const std::vector<ShelfCard> cards =
      shelf(evidence, known->catalogue, {asked.measured.who.model, view.at, asked.here_bytes, partOf(asked.part)});
  const bool offered = asked.part == ShelfOf::Rented || asked.part == ShelfOf::Api;
  for (const ShelfCard& card : cards)
    if (!offered || card.part == ShelfPart::Here)
      rows << ownRow(evidence, asked, card);
  if (offered && !cards.empty())
    for (const ShelfOffer& one :
         shelf_offers(priceList(), asked.part == ShelfOf::Rented ? Offer::Kind::MachineHour : Offer::Kind::ApiTokens,
                      length_mix(evidence.study()), asked.today))
      rows << offerRow(evidence, asked, one, cards);
  return rows;
}

} // namespace pareto::ui
