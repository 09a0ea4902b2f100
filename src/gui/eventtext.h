// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/appearance.h"
#include "model/event.h"

#include <QCoreApplication>
#include <QString>

namespace tandem::gui {

/// What an event says, in words. Reasons come from the nodes as they are: they are evidence and stay in their words.
class EventText
{
    Q_DECLARE_TR_FUNCTIONS(tandem::gui::EventText)

public:
    static QString kind(model::EventKind kind);       ///< "state", "VIP", …
    static QString change(const model::Event &event); ///< "MASTER → FAULT", "+ 10.77.0.100"
    static QString title(const model::Event &event);  ///< a sentence's worth: "maxscale2 became MASTER of VI_1"
    static QString cause(const model::Event &event); ///< its type and details: "advert · from 10.77.0.1 · priority 0"
    static QString evidence(const model::Event &event); ///< the reason, with the line that proves it
    static QString whole(const model::Event &event);    ///< one line for the clipboard and for screen readers
};

/// The look of what an event leads to.
Appearance appearanceOf(const model::Event &event);

/// A vip event: which address, and whether the node holds it from now on.
struct VipChange
{
    std::string vip;
    bool held = false;
};
VipChange vipChangeOf(const model::Event &event);

} // namespace tandem::gui
