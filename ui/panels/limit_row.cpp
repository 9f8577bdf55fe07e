// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/limit_row.h"

#include <QGridLayout>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {
constexpr int kSteps = 200;
}

LimitRow::LimitRow(const QString& objectName, QWidget* parent)
    : QWidget(parent), m_check(new QCheckBox(this)), m_slider(new QSlider(Qt::Horizontal, this)), m_spin(new QDoubleSpinBox(this)), m_excludes(new QLabel(this)) {
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
  grid->addWidget(m_check, 0, 0);
  grid->addWidget(m_spin, 0, 1);
  grid->addWidget(m_slider, 1, 0, 1, 2);
  grid->addWidget(m_excludes, 2, 0, 1, 2);
  grid->setColumnStretch(0, 1);
  connect(m_check, &QCheckBox::toggled, this, &LimitRow::limitChanged);
  connect(m_slider, &QSlider::valueChanged, this, [this](int step) {
    const QSignalBlocker quietSpin(m_spin), quietCheck(m_check);
    m_spin->setValue(valueAt(step));
    m_check->setChecked(true);
    m_settled = true;
    Q_EMIT limitChanged();
  });
  connect(m_spin, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    const QSignalBlocker quietSlider(m_slider), quietCheck(m_check);
    m_slider->setValue(stepOf(value));
    m_check->setChecked(true);
    m_settled = true;
    Q_EMIT limitChanged();
  });
}

void LimitRow::setTexts(const QString& title, const QString& suffix, const QString& toolTip) {
  m_check->setText(title);
  m_check->setToolTip(toolTip);
  m_slider->setToolTip(toolTip);
  m_slider->setAccessibleName(title);
  m_spin->setAccessibleName(title);
  m_check->setAccessibleName(title);
  m_spin->setSuffix(suffix);
}

void LimitRow::setRange(std::optional<std::pair<double, double>> range, int decimals, bool logarithmic, const QString& why) {
  m_slider->setEnabled(range.has_value());
  m_spin->setEnabled(range.has_value());
  m_check->setEnabled(range.has_value() || m_check->isChecked());
  if (!range) {
    m_excludes->setText(why);
    return;
  }
  const QSignalBlocker quietSlider(m_slider), quietSpin(m_spin);
  m_logarithmic = logarithmic && range->first > 0;
  m_low = range->first;
  m_high = std::max(range->second, range->first + 1e-9);
  m_spin->setDecimals(decimals);
  m_spin->setRange(m_low < 0 ? m_low : 0, std::max(m_high * 100, 1.0));
  m_spin->setSingleStep(std::pow(10.0, std::floor(std::log10(std::max(m_high, 1e-6))) - 1));
  if (!m_check->isChecked() && !m_settled)
    m_spin->setValue(m_high);
  m_slider->setValue(stepOf(m_spin->value()));
}

void LimitRow::setLimit(std::optional<double> limit) {
  const QSignalBlocker quietSlider(m_slider), quietSpin(m_spin), quietCheck(m_check);
  m_check->setChecked(limit.has_value());
  if (!limit)
    return;
  m_settled = true;
  if (std::abs(m_spin->value() - *limit) > 0.5 * std::pow(10.0, -m_spin->decimals()))
    m_spin->setValue(*limit);
  m_slider->setValue(stepOf(*limit));
}

std::optional<double> LimitRow::limit() const { return m_check->isChecked() ? std::optional(m_spin->value()) : std::nullopt; }

void LimitRow::setExcludes(const QString& text) {
  m_excludes->setText(text);
  m_excludes->setVisible(!text.isEmpty());
}

double LimitRow::valueAt(int step) const {
  const double share = static_cast<double>(step) / kSteps;
  return m_logarithmic ? m_low * std::pow(m_high / m_low, share) : m_low + (m_high - m_low) * share;
}

int LimitRow::stepOf(double value) const {
  const double share = m_logarithmic ? std::log(std::max(value, 1e-12) / m_low) / std::log(m_high / m_low) : (value - m_low) / (m_high - m_low);
  return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kSteps));
}

} // namespace pareto::ui
