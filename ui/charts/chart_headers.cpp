// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_headers.h"

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

constexpr qsizetype kMostHeaders = 5; // 7 choices each are tried exhaustively
constexpr double kLeftOut = 50;
constexpr double kPerRow = 1, kAside = 0.4;

class Arrangement {
public:
  Arrangement(const QList<HeaderWish>& wishes, const HeaderRoom& room) : m_wishes(wishes), m_room(room) {}

  QList<SceneLabel> best() {
    QList<Choice> none;
    extend(none, 0, 0);
    QList<SceneLabel> labels;
    for (const Choice& c : std::as_const(m_best)) {
      const HeaderWish& wish = m_wishes[c.wish];
      const QLineF leader(wish.x, c.box.bottom(), wish.x, m_room.bottom);
      labels << SceneLabel{c.box, wish.text, wish.color, {}, leader};
    }
    return labels;
  }

private:
  struct Choice {
    int wish = 0, row = 0;
    QRectF box;
  };

  bool clashes(const Choice& a, const Choice& b) const {
    const double gap = m_room.gap * 0.5;
    if (a.row == b.row)
      return a.box.adjusted(-gap, 0, gap, 0).intersects(b.box);
    const Choice& upper = a.row > b.row ? a : b;
    const Choice& lower = a.row > b.row ? b : a;
    const double leader = m_wishes[upper.wish].x;
    return leader > lower.box.left() - gap / 2 && leader < lower.box.right() + gap / 2;
  }

  void extend(const QList<Choice>& chosen, int next, double cost) {
    if (cost >= m_least)
      return;
    if (next == m_wishes.size()) {
      m_least = cost;
      m_best = chosen;
      return;
    }
    const HeaderWish& wish = m_wishes[next];
    const double inset = m_room.gap * 0.3;
    for (int row = 0; row < m_room.rows; ++row)
      for (const double shift : {wish.width / 2, inset, wish.width - inset}) { // over it, to its right, to its left
        const double left = std::clamp(wish.x - shift, m_room.left, std::max(m_room.left, m_room.right - wish.width));
        const Choice choice{
            next, row, QRectF(left, m_room.bottom - m_room.gap * 0.7 - (row + 1) * m_room.row, wish.width, m_room.row)};
        const bool hangs = wish.x < choice.box.left() - 1 || wish.x > choice.box.right() + 1;
        if (hangs ||
            std::any_of(chosen.begin(), chosen.end(), [&](const Choice& other) { return clashes(choice, other); }))
          continue;
        QList<Choice> more = chosen;
        more << choice;
        extend(more, next + 1, cost + row * kPerRow + (shift == wish.width / 2 ? 0 : kAside));
      }
    extend(chosen, next + 1, cost + kLeftOut);
  }

  const QList<HeaderWish>& m_wishes;
  const HeaderRoom& m_room;
  QList<Choice> m_best;
  double m_least = INFINITY;
};

} // namespace

QList<SceneLabel> placeHeaders(const QList<HeaderWish>& wishes, const HeaderRoom& room) {
  const QList<HeaderWish> few = wishes.mid(0, kMostHeaders);
  return Arrangement(few, room).best();
}

} // namespace pareto::ui
