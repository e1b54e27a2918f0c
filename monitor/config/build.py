"""Makes the settings that the rest of the worker sees out of the checked files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from monitor import query, settings
from monitor.config import feeds_file, secrets, watches_file, worker_file
from monitor.config.channel_parts import AnyChannel
from monitor.config.channels import Channel, Email
from monitor.config.parts import Parts, lists
from monitor.config.transport import transport
from monitor.hours import EVERY_DAY, QuietHours


def configuration(parts: Parts, *, folder: Path, database: Path, warnings: tuple[str, ...]) -> settings.Configuration:
    """Build the configuration. `parts` must be free of mistakes."""
    return settings.Configuration(
        folder=folder,
        poll=_poll(parts.worker.poll),
        articles=_articles(parts.worker.articles),
        operator=_operator(parts.worker.operator),
        desk_feeds=_desk_feeds(parts.worker.desk_feeds),
        endpoint=_endpoint(parts.worker.endpoint),
        backup=_backup(parts.worker.backup),
        canary=_canary(parts.worker.canary),
        health=_health(parts.worker.health),
        store=settings.StoreSettings(path=database, max_size=parts.worker.store.max_size, keep=parts.worker.store.keep),
        feeds={name: _feed(name, item.model, parts.defaults) for name, item in parts.feeds.items()},
        terms={name: _terms(name, item.model) for name, item in parts.terms.items()},
        watches={name: _watch(name, item.model) for name, item in parts.watches.items()},
        channels={name: _channel(name, item.model) for name, item in parts.channels.items()},
        story_window=parts.worker.stories.window,
        story_model=_model(parts.worker.stories),
        families={name: tuple(members) for name, members in parts.worker.stories.families.items()},
        warnings=warnings,
    )


def _model(stories: worker_file.Stories) -> settings.ModelSettings | None:
    if stories.model is None:
        return None
    return settings.ModelSettings(folder=stories.model, threshold=stories.model_threshold)


def _poll(poll: worker_file.Poll) -> settings.PollSettings:
    return settings.PollSettings(
        budget=poll.budget,
        contact=poll.contact,
        concurrency=poll.concurrency,
        per_host=poll.per_host,
        host_gap=poll.host_gap,
        connect_timeout=poll.connect_timeout,
        read_timeout=poll.read_timeout,
        deadline=poll.deadline,
        max_size=poll.max_size,
        parse_deadline=poll.parse_deadline,
        parsers=poll.parsers,
        files=poll.files,
        allow_networks=tuple(poll.allow_networks),
    )


def _articles(articles: worker_file.Articles) -> settings.ArticleSettings:
    return settings.ArticleSettings(
        concurrency=articles.concurrency,
        per_round=articles.per_round,
        per_host_hour=articles.per_host_hour,
        deadline=articles.deadline,
        max_size=articles.max_size,
        extract_deadline=articles.extract_deadline,
    )


def _desk_feeds(feeds: worker_file.DeskFeeds | None) -> settings.DeskFeedSettings | None:
    return settings.DeskFeedSettings(folder=feeds.folder, entries=feeds.entries) if feeds else None


def _operator(operator: worker_file.Operator | None) -> settings.OperatorSettings:
    if operator is None:
        return settings.OperatorSettings()
    return settings.OperatorSettings(
        channels=tuple(operator.channels),
        ping=_ping(operator.ping),
        receipt=tuple(sorted(operator.receipt)),
        handover=tuple(sorted(operator.handover)),
    )


def _ping(ping: worker_file.Ping | None) -> settings.PingSettings | None:
    url = secrets.chosen(ping, "url") if ping is not None else None
    return settings.PingSettings(url=url, every=ping.every) if ping is not None and url is not None else None


def _backup(backup: worker_file.Backup | None) -> settings.BackupSettings:
    if backup is None:
        return settings.BackupSettings()
    return settings.BackupSettings(folder=backup.folder, every=backup.every, keep=backup.keep)


def _canary(canary: worker_file.Canary | None) -> settings.CanarySettings | None:
    return settings.CanarySettings(every=canary.every, within=canary.within) if canary is not None else None


def _endpoint(endpoint: worker_file.Endpoint | None) -> settings.EndpointSettings | None:
    if endpoint is None:
        return None
    place = endpoint.listen
    return settings.EndpointSettings(host=place.host, port=place.port, public_url=endpoint.public_url)


def _health(health: worker_file.Health | None) -> settings.HealthSettings | None:
    return settings.HealthSettings(host=health.listen.host, port=health.listen.port) if health else None


def _feed(name: str, feed: feeds_file.Feed, defaults: feeds_file.FeedDefaults) -> settings.Feed:
    title = feed.title or name
    every = feed.every or defaults.every
    return settings.Feed(
        name=name,
        url=feed.url,
        title=title,
        publisher=feed.publisher or title,
        language=feed.language or defaults.language,
        tags=tuple(feed.tags),
        every=every.most,
        least=every.least,
        first_sight=feed.first_sight or defaults.first_sight,
        article=feed.article or defaults.article,
    )


def _terms(name: str, terms: watches_file.TermSet) -> settings.TermSet:
    by_language = {language: tuple(term.node for term in written) for language, written in lists(terms).items()}
    return settings.TermSet(name=name, title=terms.title, lists=by_language)


def _watch(name: str, watch: watches_file.Watch) -> settings.Watch:
    return settings.Watch(
        name=name,
        title=watch.title or name,
        query=_query(watch),
        channels=tuple(watch.channels),
        languages=tuple(watch.languages),
        level=watch.level,
        state=watch.state,
        max_age=watch.max_age,
        article=watch.article,
        join=watch.join,
        sources=watch.sources,
        update_every=watch.update_every or timedelta(0),
        hold=watch.hold,
        expect=watch.expect,
        silences=tuple(watch.silences),
        must_match=tuple(_example(example) for example in watch.must_match),
        must_not_match=tuple(_example(example) for example in watch.must_not_match),
    )


def _query(watch: watches_file.Watch) -> query.Query:
    if watch.query is not None:
        return watch.query.node
    if watch.score is None:
        raise ValueError("a watch without query and score was let through")
    return query.Score(
        items=tuple(
            query.Weighted(item=item.query.node, weight=item.weight, cap=item.cap) for item in watch.score.terms
        ),
        threshold=watch.score.threshold,
        title_boost=watch.score.title_boost,
        require=watch.score.require.node if watch.score.require else None,
    )


def _example(example: watches_file.Example) -> settings.Example:
    return settings.Example(text=example.text, summary=example.summary, article=example.article, language=example.lang)


def _channel(name: str, channel: Channel) -> settings.Channel:
    return settings.Channel(
        name=name,
        title=channel.title or name,
        recipients=tuple(channel.to) if isinstance(channel, Email) else (name,),
        settings=transport(channel),
        timezone=channel.timezone,
        timing=_timing(channel),
    )


def _timing(channel: AnyChannel) -> settings.TimingSettings:
    quiet, digest = channel.quiet, channel.digest
    return settings.TimingSettings(
        quiet=QuietHours(start=quiet.start, end=quiet.end, days=tuple(sorted(quiet.days)) or EVERY_DAY)
        if quiet
        else None,
        digest=settings.DigestSettings(at=tuple(sorted(digest.at)), mode=digest.mode, empty=digest.empty)
        if digest
        else None,
        max_per_hour=channel.max_per_hour,
        hold=channel.hold,
        min_level=channel.min_level,
        max_age=channel.max_age,
        rate=channel.rate,
    )
