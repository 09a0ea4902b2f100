// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actionrequest.h"

#include <QJsonObject>
#include <QString>

namespace tandem::gui {

/// A request in the words of the API: method and parameters as in rpc/methods.h.
struct ActionCall
{
    QString method;
    QJsonObject params;

    static ActionCall of(const ActionRequest &request);
};

} // namespace tandem::gui
