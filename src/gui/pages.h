// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <array>
#include <cstdint>
#include <optional>

namespace tandem::gui {

enum class Page : std::uint8_t { Overview, Timeline, Charts, Events };
inline constexpr std::array<Page, 4> allPages{Page::Overview, Page::Timeline, Page::Charts, Page::Events};

QString nameOf(Page page); ///< as on the command line and in icons' names: "overview", …
std::optional<Page> pageOf(const QString &name);
QString titleOf(Page page); ///< translated

} // namespace tandem::gui
