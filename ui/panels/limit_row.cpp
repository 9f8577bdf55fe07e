// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/limit_row.h"

#include "ui/panels/spin_span.h"
#include "ui/words/format.h"

#include <QGridLayout>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {
constexpr int kSteps = 200;
}

LimitRow::LimitRow(const QString& objectName, QWidget* parent)
    : QWidget(parent), m_check(new QCheckBox(this)), m_slider(new QSlider(Qt::Horizontal, this)),
      m_spin(new QDoubleSpinBox(this)), m_excludes(new QLabel(this)) {
  setObjectName(objectName);
  m_check->setObjectName(objectName + QStringLiteral("Check"));
  m_slider->setObjectName(objectName + QStringLiteral("Slider"));
  m_spin->setObjectName(objectName + QStringLiteral("Spin"));
  m_slider->setRange(0, kSteps);
  m_slider->setPageStep(kSteps / 10);
  m_spin->setKeyboardTracking(false);
  m_excludes->setWordWrap(true);
  m_excludes->setForegroundRole(QPalette::PlaceholderText);
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setVerticalSpacing(1);
  grid->addWidget(m_check, 0, 0, 1, 2);
  grid->addWidget(m_slider, 1, 0);
  grid->addWidget(m_spin, 1, 1); // beneath the name: a dock is narrow
  grid->addWidget(m_excludes, 2, 0, 1, 2);
  grid->setColumnStretch(0, 1);
  connect(m_check, &QCheckBox::toggled, this, [this](bool on) {
    if (on) {
      const QSignalBlocker quiet(m_spin);
      m_spin->setValue(valueAt(m_slider->value()));
    } else {
      showNoLimit();
    }
    Q_EMIT limitChanged();
  });
  connect(m_slider, &QSlider::valueChanged, this, [this](int step) {
    const QSignalBlocker quiet(m_spin);
    m_spin->setValue(valueAt(step));
    changed();
  });
  connect(m_spin, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(stepOf(value));
    changed();
  });
}

/// Slider or spin box were moved: that is a limit, except at "no limit".
void LimitRow::changed() {
  const QSignalBlocker quiet(m_check);
  m_check->setChecked(m_spin->value() > m_spin->minimum());
  Q_EMIT limitChanged();
}

void LimitRow::showNoLimit() {
  const QSignalBlocker quietSlider(m_slider), quietSpin(m_spin);
  m_spin->setValue(m_spin->minimum());
  m_slider->setValue(m_atLeast ? 0 : kSteps);
}

void LimitRow::setTexts(const QString& title, const QString& suffix, const QString& toolTip, bool atLeast) {
  m_check->setText(title);
  m_check->setToolTip(toolTip);
  m_slider->setToolTip(toolTip);
  m_slider->setAccessibleName(title);
  m_spin->setAccessibleName(title);
  m_check->setAccessibleName(title);
  if (m_spin->suffix() != suffix) // either writes the field anew, over what somebody is typing
    m_spin->setSuffix(suffix);
  if (m_spin->specialValueText() != tr("no limit"))
    m_spin->setSpecialValueText(tr("no limit"));
  m_atLeast = atLeast;
  if (!m_check->isChecked())
    showNoLimit();
}

void LimitRow::setRange(std::optional<std::pair<double, double>> range, int decimals, bool logarithmic,
                        const QString& why) {
  m_slider->setEnabled(range.has_value());
  m_spin->setEnabled(range.has_value());
  m_check->setEnabled(range.has_value() || m_check->isChecked());
  if (!range) {
    setExcludes(why);
    return;
  }
  const QSignalBlocker quietSlider(m_slider), quietSpin(m_spin);
  m_logarithmic = logarithmic && range->first > 0;
  m_low = range->first;
  m_high = std::max(range->second, range->first + 1e-9);
  setSpan(*m_spin, 0, std::pow(10, std::ceil(std::log10(std::max(m_high * 100, 1.0)))), decimals); // seldom another
  m_spin->setSingleStep(std::pow(10.0, std::floor(std::log10(std::max(m_high, 1e-6))) - 1));
  if (m_check->isChecked())
    m_slider->setValue(stepOf(m_spin->value()));
  else
    showNoLimit();
}

void LimitRow::setLimit(std::optional<double> limit) {
  const QSignalBlocker quietSlider(m_slider), quietSpin(m_spin), quietCheck(m_check);
  m_check->setChecked(limit.has_value());
  if (!limit)
    return showNoLimit();
  if (std::abs(m_spin->value() - *limit) > 0.5 * std::pow(10.0, -m_spin->decimals()))
    m_spin->setValue(*limit);
  m_slider->setValue(stepOf(*limit));
}

std::optional<double> LimitRow::limit() const {
  return m_check->isChecked() ? std::optional(m_spin->value()) : std::nullopt;
}

void LimitRow::setExcludes(const QString& text) {
  m_excludes->setText(unbroken(text));
  m_excludes->setVisible(!text.isEmpty());
}

double LimitRow::valueAt(int step) const {
  const double share = static_cast<double>(step) / kSteps;
  return m_logarithmic ? m_low * std::pow(m_high / m_low, share) : m_low + (m_high - m_low) * share;
}

int LimitRow::stepOf(double value) const {
  const double share = m_logarithmic ? std::log(std::max(value, 1e-12) / m_low) / std::log(m_high / m_low)
                                     : (value - m_low) / (m_high - m_low);
  return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kSteps));
}

} // namespace pareto::ui
