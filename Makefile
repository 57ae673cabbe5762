# Two commands matter: `make run` opens the page, `make test` checks everything.
PYTHON ?= python3
BIN := .venv/bin
DATA ?= .data
FIGURES := $(DATA)/fluent-emoji-3d/package/assets
RUN ?= runs/embedded
MODEL := assets/tiny/model.safetensors
STEPS_TRANSFORMER ?= 20000
STEPS_REFERENCES ?= 6000
# How many processes train together, one for each GPU or core.
PROCESSES ?= 1
TEST_PROCESSES ?= 2

.PHONY: setup setup-dev run test test-full lint format bench bench-published figures corpus corpus-wide concepts train fast train-wide tags shuttle retrieval captioner captioner-table judge consistency clean

setup: $(BIN)/.run
setup-dev: $(BIN)/.dev

$(BIN)/python:
	$(PYTHON) -m venv .venv

$(BIN)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(BIN)/.dev: pyproject.toml constraints.txt $(BIN)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

run: setup
	$(BIN)/huatu serve

test: setup-dev lint
	$(BIN)/python -m pytest -n $(TEST_PROCESSES)

# The published network at full size against diffusers: 8 GB of memory, some minutes. `make test` leaves it out.
test-full: setup-dev
	$(BIN)/python -m pytest -m full tests/full

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy dialog rewriter diffusion app.py

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.published

bench-published: setup-dev
	$(BIN)/python -m benchmarks.published --repeats 3 --out docs/bench-published.md

# ---- the embedded model, from scratch (needs npm for the illustrations) ----
figures: $(FIGURES)/.there

$(FIGURES)/.there:
	mkdir -p $(DATA)/fluent-emoji-3d
	cd $(DATA) && npm pack --silent @lobehub/fluent-emoji-3d@1.1.0
	tar xzf $(DATA)/lobehub-fluent-emoji-3d-1.1.0.tgz -C $(DATA)/fluent-emoji-3d
	touch $@

$(RUN)/corpus.jsonl: | setup-dev
	$(BIN)/python -m rewriter.training --count 150000 --seed 1 --out $@

$(RUN)/simple.jsonl: | setup-dev
	$(BIN)/python -m rewriter.training --count 60000 --seed 5 --mixture simple --out $@

$(RUN)/fresh.jsonl: | setup-dev
	$(BIN)/python -m rewriter.training --count 6000 --seed 77 --out $@

$(RUN)/pairs.jsonl: | setup-dev
	$(BIN)/python -m rewriter.training --count 160000 --seed 31 --mixture pairs --out $@

$(RUN)/styled.jsonl: | setup-dev
	$(BIN)/python -m rewriter.training --count 20000 --seed 53 --mixture styled --out $@

$(RUN)/dressed.jsonl: | setup-dev
	$(BIN)/python -m rewriter.training --count 60000 --seed 61 --mixture dressed --out $@

# The whole picture world, for the preset "wide": corpora, and prompts to judge by.
WIDE = $(BIN)/python -m rewriter.training --wide
$(RUN)/wide.jsonl: | setup-dev
	$(WIDE) --mixture wide --count 300000 --seed 11 --out $@
$(RUN)/wide-simple.jsonl: | setup-dev
	$(WIDE) --mixture wide-simple --count 100000 --seed 12 --out $@
$(RUN)/wide-binding.jsonl: | setup-dev
	$(WIDE) --mixture wide-binding --count 200000 --seed 13 --out $@
$(RUN)/judge-seen.jsonl: | setup-dev
	$(WIDE) --facts --count 6000 --seed 77 --out $@
$(RUN)/judge-unseen.jsonl: | setup-dev
	$(WIDE) --held-out --facts --count 6000 --seed 78 --out $@
$(RUN)/judge-long.jsonl: | setup-dev
	$(WIDE) --mixture wide-long --facts --count 600 --seed 79 --out $@

$(RUN)/figures.safetensors: figures
	$(BIN)/python -m diffusion.training.pack --figures $(FIGURES) --world assets/world --side 256 --out $@

corpus-wide: $(RUN)/wide.jsonl $(RUN)/wide-simple.jsonl $(RUN)/wide-binding.jsonl \
	$(RUN)/judge-seen.jsonl $(RUN)/judge-unseen.jsonl $(RUN)/judge-long.jsonl

# Writes the wide table of concepts again from CLDR, emojibase and the corrections kept by hand.
concepts: figures
	mkdir -p $(DATA)/emojibase-data $(DATA)/cldr-annotations-full
	cd $(DATA) && npm pack --silent emojibase-data@17.0.0 cldr-annotations-full@48.2.0
	tar xzf $(DATA)/emojibase-data-17.0.0.tgz -C $(DATA)/emojibase-data
	tar xzf $(DATA)/cldr-annotations-full-48.2.0.tgz -C $(DATA)/cldr-annotations-full
	$(BIN)/python -m rewriter.training.concepts --out assets/world/wide.tsv

corpus: $(RUN)/corpus.jsonl $(RUN)/simple.jsonl $(RUN)/fresh.jsonl

TRAIN = $(BIN)/python -m diffusion.training
FLAGS = --run $(RUN) --corpus $(RUN)/corpus.jsonl --figures $(FIGURES) --processes $(PROCESSES)
train: figures corpus
	$(TRAIN) autoencoder $(FLAGS) --steps 1200 --batch 16 --decay 0.4
	$(TRAIN) text $(FLAGS) --steps 850 --batch 128 --decay 0.35
	$(TRAIN) transformer $(FLAGS) --corpus $(RUN)/simple.jsonl --steps $(STEPS_TRANSFORMER)
	$(TRAIN) references $(FLAGS) --steps $(STEPS_REFERENCES) --decay 0.7
	$(TRAIN) decoder $(FLAGS) --steps 400 --batch 16 --decay 0.5
	$(TRAIN) export $(FLAGS)
	cp $(RUN)/model.safetensors $(MODEL)

# The fast model, distilled from $(MODEL) to six steps; every change of that file needs it anew.
DISTIL = $(BIN)/python -m diffusion.training.distillation
FAST = --base $(MODEL) --run $(RUN)/fast --processes $(PROCESSES)
fast: figures $(RUN)/styled.jsonl $(RUN)/fresh.jsonl
	$(DISTIL) precompute $(FAST) --corpus $(RUN)/styled.jsonl --figures $(FIGURES) --count 3840
	$(DISTIL) precompute $(FAST) --corpus $(RUN)/fresh.jsonl --figures $(FIGURES) --count 64 --seed 99 --drawings held
	$(DISTIL) train $(FAST) --steps 390 --batch 16
	$(DISTIL) measure $(FAST) --drawings held --count 64
	$(DISTIL) export $(FAST) --int8 --out $(dir $(MODEL))fast.safetensors

# The wide world at 256 pixels: hours of a GPU, not of two cores. PROCESSES=8 uses eight of them.
FLAGS_WIDE = --preset wide --wide --run $(RUN) --corpus $(RUN)/wide.jsonl --figures $(FIGURES) \
	--pack $(RUN)/figures.safetensors --painters 16 --processes $(PROCESSES)
train-wide: corpus-wide $(RUN)/figures.safetensors
	$(TRAIN) autoencoder $(FLAGS_WIDE) --steps 4000 --batch 64 --decay 0.4
	$(TRAIN) text $(FLAGS_WIDE) --steps 6000 --batch 512 --decay 0.35
	$(TRAIN) contrastive $(FLAGS_WIDE) --steps 4000 --batch 512 --decay 0.35
	$(TRAIN) transformer $(FLAGS_WIDE) --corpus $(RUN)/wide-simple.jsonl --steps 20000 --batch 256
	$(TRAIN) references $(FLAGS_WIDE) --steps 20000 --batch 256 --decay 0.7
	$(TRAIN) decoder $(FLAGS_WIDE) --steps 2000 --batch 64 --decay 0.5
	$(TRAIN) export $(FLAGS_WIDE) --int8

# What the data is like, and what a change of it brings, measured from one start.
SHUTTLE = $(BIN)/python -m diffusion.training.shuttle --base $(MODEL) --prompts $(RUN)/fresh.jsonl --figures $(FIGURES)
$(RUN)/tagged.jsonl: figures corpus
	$(BIN)/python -m diffusion.training.tags --corpus $(RUN)/corpus.jsonl --figures $(FIGURES) --out $@
tags: $(RUN)/tagged.jsonl
	$(BIN)/python -m diffusion.training.tags --report $<
shuttle: $(RUN)/tagged.jsonl
	$(SHUTTLE) --with $< --with-layers base,fine:3 --without $< --steps 300 --seeds 0,1 --out $(RUN)/shuttle
retrieval: figures corpus
	$(BIN)/python -m diffusion.training.retrieval --base $(MODEL) --corpus $(RUN)/corpus.jsonl \
		--prompts $(RUN)/fresh.jsonl --figures $(FIGURES) --run $(RUN)/retrieval --steps 1000

captioner: figures corpus
	$(BIN)/python -m diffusion.training.captioner --run $(RUN)/captioner --corpus $(RUN)/corpus.jsonl --figures $(FIGURES) \
		--model $(MODEL) --steps 20000 --batch 32 --lr 3e-3 --decay 0.5 --export assets/tiny/captioner.safetensors
captioner-table: figures corpus
	$(BIN)/python -m diffusion.training.captioner_table --captioner assets/tiny/captioner.safetensors \
		--prompts $(RUN)/fresh.jsonl --figures $(FIGURES) --model $(MODEL) --out docs/captioner

judge: figures corpus
	$(BIN)/python -m diffusion.training.judge --model $(MODEL) --prompts $(RUN)/fresh.jsonl --figures $(FIGURES) \
		--processes $(PROCESSES) --out docs/judge

consistency: figures
	$(BIN)/python -m benchmarks.consistency --model $(MODEL) --figures $(FIGURES) --processes $(PROCESSES) --out docs/consistency

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
